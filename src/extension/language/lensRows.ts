import type { CaseMark } from '#core/authoring/caseBook.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { plainField } from '#base/plainText.ts';
import { labelText } from '../host/noticeText.ts';
import { commands } from '../ids.ts';
import { outcomeIcon, overallOutcome, resultText } from '../running/outcomeText.ts';
import type { CaseResult } from '../running/resultBoard.ts';

/** One lens: what it says, and what a click does. Without a command it only says. */
export interface LensRow {
  /** Counts from 1. */
  readonly line: number;
  readonly title: string;
  readonly tooltip?: string;
  readonly command?: string;
  readonly argument?: unknown;
}

export interface PromptLensFacts {
  readonly root: string;
  readonly path: string;
  readonly prompt: Prompt | undefined;
  /** Those of its datasets included; absent while they are being counted. */
  readonly cases: number | undefined;
  readonly doubt: string | undefined;
  /** Trials that have ended and that there are, while it runs. */
  readonly running: { readonly finished: number; readonly planned: number | undefined } | undefined;
  readonly runsOnSave: boolean;
  readonly isTrusted: boolean;
}

/** Over the whole prompt, and over each variant that changes it. */
export function promptLenses(facts: PromptLensFacts): readonly LensRow[] {
  const { root, path, prompt, cases, doubt, running } = facts;
  const here = { root, prompt: path };
  if (running !== undefined) {
    const { finished, planned } = running;
    const progress = planned === undefined ? '' : ` ${finished} of ${planned}`;
    return [
      { line: 1, title: `$(sync~spin) Running${progress}` },
      { line: 1, title: '$(debug-stop) Cancel', command: commands.cancelRuns },
      // They stay where they are, or the text below them would jump.
      ...variantLenses(facts).map(({ line, title }) => ({ line, title })),
    ];
  }
  if (doubt !== undefined) return [{ line: 1, title: blocked(doubt) }];
  if (prompt === undefined) return [];
  const preview: LensRow = {
    line: 1,
    title: '$(open-preview) Preview',
    command: commands.preview,
    argument: here,
  };
  if (!facts.isTrusted) {
    return [{ line: 1, title: '$(shield) Runs are off in Restricted Mode' }, preview];
  }
  const count = cases === undefined ? '' : ` ${cases} ${cases === 1 ? 'case' : 'cases'}`;
  const rows: LensRow[] = [
    {
      line: 1,
      title: `$(play) Run${count}`,
      tooltip: 'Runs every case of this prompt on its models',
      command: commands.runPrompt,
      argument: here,
    },
    {
      line: 1,
      title: '$(run-all) Run on all models',
      tooltip: 'Runs every case on every model that the catalogue approves',
      command: commands.runAllModels,
      argument: here,
    },
    {
      line: 1,
      title: '$(git-compare) Compare with baseline',
      command: commands.compareWithBaseline,
      argument: here,
    },
    preview,
  ];
  if (facts.runsOnSave) {
    rows.push({
      line: 1,
      title: '$(save) Runs on save',
      tooltip: 'Click to turn it off for this prompt',
      command: commands.toggleRunOnSave,
      argument: here,
    });
  }
  return [...rows, ...variantLenses(facts)];
}

function variantLenses({ root, path, prompt }: PromptLensFacts): readonly LensRow[] {
  return (prompt?.variants ?? []).slice(1).map(({ name, range }) => ({
    line: range.start.line,
    title: `$(play) Run ${labelText(name, 40)}`,
    tooltip: 'Runs every case on this variant alone',
    command: commands.runPrompt,
    argument: { root, prompt: path, variant: name },
  }));
}

export interface CaseLensFacts {
  readonly root: string;
  readonly path: string;
  readonly uri: string;
  /** Set where more than one prompt uses the case. */
  readonly promptName: string | undefined;
  readonly mark: CaseMark;
  readonly results: readonly CaseResult[];
  readonly isTrusted: boolean;
  readonly hasExpected: boolean;
}

/** Over one case: run it, and what came of it last. */
export function caseLenses(facts: CaseLensFacts): readonly LensRow[] {
  const { mark, root, path, uri, promptName, results, isTrusted } = facts;
  const { line, doubt, caseId, token } = mark;
  const which = [
    mark.sharesLine ? labelText(caseId, 40) : undefined,
    promptName === undefined ? undefined : `for ${labelText(promptName, 40)}`,
  ].filter((part) => part !== undefined);
  const name = ['Run case', ...which].join(' ');
  if (doubt !== undefined) return [{ line, title: `$(circle-slash) ${name}: ${short(doubt)}` }];
  const rows: LensRow[] = isTrusted
    ? [
        {
          line,
          title: `$(play) ${name}`,
          tooltip: plainField(caseId),
          command: commands.runCase,
          argument: { uri, prompt: path, token },
        },
      ]
    : [];
  const outcome = overallOutcome(results);
  if (outcome === undefined) return rows;
  const here = { root, prompt: path, caseId };
  rows.push({
    line,
    title: `$(${outcomeIcon(outcome)}) ${labelText(resultText(results))}`,
    tooltip: 'Shows the result',
    command: commands.showResult,
    argument: here,
  });
  if (outcome === 'failed' && facts.hasExpected) {
    rows.push({
      line,
      title: 'Show diff',
      tooltip: 'Compares the reply with what was expected',
      command: commands.showDiff,
      argument: { ...here, against: 'expected' },
    });
  }
  rows.push({
    line,
    title: 'Show in panel',
    tooltip: 'Opens the case in the panel, beside the others of its run',
    command: commands.showInPanel,
    argument: here,
  });
  return rows;
}

function blocked(doubt: string): string {
  return `$(circle-slash) Cannot run: ${short(doubt)}`;
}

function short(text: string): string {
  return labelText(text, 120);
}
