import type { PromptChange, VariantChange } from '#core/compare/promptChange.ts';
import type { ScoredVersion } from '#core/compare/scoredVersion.ts';
import { percent } from '#core/report/numbers.ts';
import { blocks, codeBlock, codeSpan, table, timeText } from './markdown.ts';

export interface PromptChangeFound {
  readonly file: string;
  /** What the version before is called: a commit, a branch, another file. */
  readonly against: string;
  /** Absent: the prompt has no case. */
  readonly caseId: string | undefined;
  readonly change: PromptChange;
  readonly before: ScoredVersion | undefined;
  readonly after: ScoredVersion | undefined;
}

/** What is different between two versions of a prompt: what they send, their settings, and how they did. */
export function promptChangeDocument(found: PromptChangeFound): string {
  const { file, against, caseId, change, before, after } = found;
  return `${blocks(
    `# ${codeSpan(file)} compared with ${codeSpan(against)}`,
    caseId === undefined
      ? 'The prompt has no case: no variable has a value.'
      : `Messages as they are sent for the case ${codeSpan(caseId)}.`,
    ...change.variants.map(variantPart),
    settingsPart(change),
    scoresPart(before, after),
  )}\n`;
}

const words = {
  added: 'is new',
  removed: 'is gone',
  changed: 'sends other messages',
  same: 'sends the same',
} as const;

function variantPart({ name, is, diff }: VariantChange): string {
  const head = `## Variant ${codeSpan(name)} ${words[is]}`;
  if (diff === '') return head;
  const shown =
    diff === undefined ? 'The messages are too long to be laid side by side.' : codeBlock(diff);
  return blocks(head, shown);
}

function settingsPart({ settings }: PromptChange): string {
  if (settings.length === 0) return blocks('## Settings', 'They are the same.');
  const rows = settings
    .slice(0, 100)
    .map(({ name, before, after }) => [codeSpan(name), shownValue(before), shownValue(after)]);
  return blocks('## Settings that differ', table(['setting', 'before', 'after'], rows));
}

function shownValue(value: string | undefined): string {
  return value === undefined ? 'not set' : codeSpan(value, 200);
}

function scoresPart(before: ScoredVersion | undefined, after: ScoredVersion | undefined): string {
  const rows = [
    ['before', ...scoreCells(before)],
    ['after', ...scoreCells(after)],
  ];
  const next =
    before === undefined || after === undefined
      ? 'Run the version that has none, and compare again.'
      : 'Whether the difference is real says the comparison of the two runs: *Assay: Compare Prompt with…* offers it.';
  return blocks('## Newest runs', table(['version', 'run', 'of', 'passed'], rows), next);
}

function scoreCells(version: ScoredVersion | undefined): readonly string[] {
  if (version === undefined) return ['none', '', ''];
  const { run, startedAt, passed, judged } = version;
  const rate = judged === 0 ? 'nothing was judged' : percent(passed / judged);
  return [codeSpan(run.slice(0, 10)), timeText(startedAt), `${passed} of ${judged}, ${rate}`];
}
