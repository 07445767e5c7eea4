import { plainJson } from '#base/plainText.ts';
import { didYouMean } from '#core/documents/nearest.ts';
import { quoteFound } from '#core/documents/problems.ts';
import { describeRule } from '#core/lint/describeRule.ts';
import { ruleCodes, ruleGroups, ruleOf } from '#core/lint/rules.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { tableText } from '../terminal/table.ts';
import type { LintOptions } from './lint.ts';

const columns = [
  { title: 'rule', width: 30 },
  { title: 'severity', width: 10 },
  { title: 'what', width: 50 },
] as const;

export function listRules({ terminal }: Context, format: LintOptions['format']): ExitCode {
  const { out } = terminal;
  const rules = ruleGroups.flatMap((group) => group.rules);
  if (format === 'json') out.json(plainJson({ version: 1, rules }, 2));
  else
    out.text(
      tableText(
        columns,
        rules.map(({ code, severity, title }) => [code, severity, title]),
        'compact',
      ),
    );
  return exitCodes.fine;
}

export function explainRule(
  { terminal }: Context,
  code: string,
  format: LintOptions['format'],
): ExitCode {
  const rule = ruleOf(code);
  if (rule === undefined) {
    const meant = didYouMean(code, ruleCodes());
    terminal.err.line(
      ['bad', 'error'],
      ` There is no rule ${quoteFound(code)}. ${meant}\`assay lint --rules\` lists them.`,
    );
    return exitCodes.configuration;
  }
  if (format === 'json') terminal.out.json(plainJson({ version: 1, rule }, 2));
  else {
    terminal.out.line(['strong', code]);
    for (const line of describeRule(rule).replaceAll('**', '').split('\n')) terminal.out.line(line);
  }
  return exitCodes.fine;
}
