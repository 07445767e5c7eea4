import type { Rule } from './rule.ts';
import { caseRules } from './rules/cases.ts';
import { evaluatorRules } from './rules/evaluators.ts';
import { fileRules } from './rules/files.ts';
import { formatRules } from './rules/formats.ts';
import { projectRules } from './rules/project.ts';
import { promptRules } from './rules/prompts.ts';

/** Everything that lint can say, by what it is said of. `npm run docs:lint` writes `docs/lint.md` from it. */
export const ruleGroups: readonly {
  readonly title: string;
  readonly rules: readonly Rule[];
}[] = [
  { title: 'Prompts', rules: promptRules },
  { title: 'Evaluators', rules: evaluatorRules },
  { title: 'Cases and datasets', rules: caseRules },
  { title: 'Models, suite and suppression', rules: projectRules },
  { title: 'Files of other tools', rules: formatRules },
  { title: 'Files', rules: fileRules },
];

const byCode = new Map(ruleGroups.flatMap(({ rules }) => rules.map((rule) => [rule.code, rule])));

export function ruleOf(code: string): Rule | undefined {
  return byCode.get(code);
}

export function ruleCodes(): readonly string[] {
  return [...byCode.keys()];
}
