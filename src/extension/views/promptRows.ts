import { plainField } from '#base/plainText.ts';
import { counted } from '#core/report/numbers.ts';
import { commands } from '../ids.ts';
import { outcomeColor, outcomeIcon, overallOutcome, resultText } from '../running/outcomeText.ts';
import type { CaseResult } from '../running/resultBoard.ts';
import type { RunTarget } from '../running/runSessions.ts';
import { dotted, pageAt, type Row, type RowCommand, type RowIcon } from './row.ts';

/** What a row of the Prompts view stands for. All but the first two are targets that can be run as they are. */
export type PromptRow =
  | (Row & { readonly kind: 'project'; readonly root: string })
  | (Row & PlaceOfMore & { readonly kind: 'more' })
  | (Row & PromptTarget & { readonly kind: 'prompt' | 'variant' | 'case' });

interface PromptTarget extends RunTarget {
  readonly prompt: string;
  readonly variants?: readonly [string];
}

interface PlaceOfMore {
  readonly root: string;
  readonly prompt: string;
  readonly variant: string;
  readonly from: number;
}

export interface PromptFacts {
  readonly root: string;
  readonly path: string;
  /** Relative to the root. */
  readonly file: string;
  /** Absent: the file cannot be read as a prompt. */
  readonly name: string | undefined;
  /** With the lines they stand in. */
  readonly variants: readonly { readonly name: string; readonly line: number }[];
  /** Absent: not counted yet. */
  readonly cases: number | undefined;
  readonly results: readonly CaseResult[];
  readonly errors: number;
  readonly warnings: number;
}

export interface CaseFacts {
  readonly id: string;
  /** Relative to the root. */
  readonly file: string;
  readonly line: number;
}

export function projectRows(
  projects: readonly { readonly root: string; readonly name: string; readonly prompts: number }[],
): readonly PromptRow[] {
  return projects.map(({ root, name, prompts }) => ({
    kind: 'project',
    key: root,
    root,
    label: plainField(name, 100),
    description: counted(prompts, 'prompt'),
    tooltip: root,
    icon: { id: 'root-folder' },
    contextValue: 'project',
    expands: 'expanded',
  }));
}

export function promptRows(prompts: readonly PromptFacts[]): readonly PromptRow[] {
  return prompts
    .map((facts) => (facts.name === undefined ? unreadable(facts) : promptRow(facts, facts.name)))
    .toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
}

/** Variants; the cases themselves where the prompt has only one way to be asked. */
export function belowPrompt(
  facts: PromptFacts,
  cases: readonly CaseFacts[] | undefined,
): readonly PromptRow[] {
  const [only] = facts.variants;
  if (facts.variants.length === 1 && only !== undefined) {
    return caseRows(facts, only.name, cases ?? []);
  }
  return facts.variants.map(({ name, line }) => variantRow(facts, name, line));
}

/** Cases of one variant, `from` on; long lists go on under a row that opens. */
export function caseRows(
  facts: PromptFacts,
  variant: string,
  cases: readonly CaseFacts[],
  from = 0,
): readonly PromptRow[] {
  const byCase = Map.groupBy(
    facts.results.filter((result) => result.variant === variant),
    (result) => result.caseId,
  );
  const { items, rest } = pageAt(cases, from, firstCases);
  const rows = items.map((one) => caseRow(facts, variant, one, byCase.get(one.id) ?? []));
  return rest === undefined ? rows : [...rows, moreRow(facts, variant, rest)];
}

const firstCases = 200;

/** `7 of 8 passed · 1 error · stale`; empty where nothing was run. */
export function countsText(results: readonly CaseResult[]): string {
  const of = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const judged = of('passed') + of('failed');
  return dotted([
    judged > 0 ? `${of('passed')} of ${judged} passed` : undefined,
    of('error') > 0 ? counted(of('error'), 'error') : undefined,
    of('not-scored') > 0 ? `${of('not-scored')} not scored` : undefined,
    of('running') > 0 ? `${of('running')} running` : undefined,
    results.some((result) => result.isStale) ? 'stale' : undefined,
  ]);
}

function promptRow(facts: PromptFacts, name: string): PromptRow {
  const { path, file, root, cases, results, errors } = facts;
  const count = cases === undefined ? undefined : counted(cases, 'case');
  const run = new Set(results.map(({ caseId }) => caseId)).size;
  const isPartial = run > 0 && cases !== undefined && run < cases;
  return {
    kind: 'prompt',
    key: path,
    root,
    prompt: path,
    prompts: [path],
    label: plainField(name, 100),
    description: dotted([
      isPartial ? `${run} of ${count ?? ''}` : count,
      countsText(results),
      errors > 0 ? counted(errors, 'problem') : undefined,
    ]),
    tooltip: [
      plainField(name),
      file,
      ...(count === undefined ? [] : [count]),
      ...modelLines(results),
      ...problemLines(facts),
    ].join('\n'),
    icon: promptIcon(facts, isPartial),
    contextValue: 'prompt',
    expands: 'collapsed',
    command: opening({ root, prompt: path }),
  };
}

/** Some cases that passed do not make a prompt that passed. */
function promptIcon({ results, errors }: PromptFacts, isPartial: boolean): RowIcon {
  const otherwise = errors > 0 ? broken : { id: 'circle-large-outline' };
  return isPartial && overallOutcome(results) === 'passed' ? otherwise : iconOf(results, otherwise);
}

const broken: RowIcon = { id: 'warning', color: 'list.warningForeground' };

function unreadable(facts: PromptFacts): PromptRow {
  const { root, path, file } = facts;
  return {
    kind: 'prompt',
    key: path,
    root,
    prompt: path,
    prompts: [path],
    label: file,
    description: 'cannot be read',
    tooltip: [file, ...problemLines(facts), 'Open it and solve its problems.'].join('\n'),
    icon: broken,
    contextValue: 'unreadable',
    command: opening({ root, prompt: path }),
  };
}

function problemLines({ errors, warnings }: PromptFacts): string[] {
  if (errors + warnings === 0) return [];
  return [`${counted(errors, 'error')}, ${counted(warnings, 'warning')} (see Problems)`];
}

/** A line for each model. */
function modelLines(results: readonly CaseResult[]): string[] {
  return Array.from(
    Map.groupBy(results, (result) => result.model),
    ([model, some]) => `${plainField(model, 100)}: ${countsText(some)}`,
  );
}

function variantRow(facts: PromptFacts, variant: string, line: number): PromptRow {
  const { root, path } = facts;
  const results = facts.results.filter((result) => result.variant === variant);
  return {
    kind: 'variant',
    key: `${path}?variant=${encodeURIComponent(variant.toWellFormed())}`,
    root,
    prompt: path,
    prompts: [path],
    variants: [variant],
    label: plainField(variant, 100),
    description: countsText(results),
    tooltip: [`Variant ${plainField(variant)}`, ...modelLines(results)].join('\n'),
    icon: iconOf(results, { id: 'git-branch' }),
    contextValue: 'variant',
    expands: 'collapsed',
    command: opening({ root, prompt: path, line }),
  };
}

function caseRow(
  facts: PromptFacts,
  variant: string,
  { id, file, line }: CaseFacts,
  results: readonly CaseResult[],
): PromptRow {
  const { root, path } = facts;
  const query = [variant, id].map((one) => encodeURIComponent(one.toWellFormed()));
  const lines = results.map((one) => `${plainField(one.model, 100)}: ${resultText([one])}`);
  return {
    kind: 'case',
    key: `${path}?variant=${query[0]}&case=${query[1]}`,
    root,
    prompt: path,
    prompts: [path],
    variants: [variant],
    cases: [id],
    label: plainField(id, 100),
    description: resultText(results),
    tooltip: [`${plainField(id)} (${file}, line ${line})`, ...lines].join('\n'),
    icon: iconOf(results, { id: 'circle-outline' }),
    contextValue: 'case',
    command: opening({ root, prompt: path, file, line }),
  };
}

function moreRow(
  { root, path }: PromptFacts,
  variant: string,
  { from, left }: { readonly from: number; readonly left: number },
): PromptRow {
  return {
    kind: 'more',
    key: `${path}?variant=${encodeURIComponent(variant.toWellFormed())}&from=${from}`,
    root,
    prompt: path,
    variant,
    from,
    label: 'Show more',
    description: counted(left, 'more case', 'more cases'),
    icon: { id: 'ellipsis' },
    contextValue: 'more',
    expands: 'collapsed',
  };
}

function iconOf(results: readonly CaseResult[], otherwise: RowIcon): RowIcon {
  const outcome = overallOutcome(results);
  if (outcome === undefined) return otherwise;
  return { id: outcomeIcon(outcome), color: outcomeColor(outcome) };
}

function opening(place: PromptPlace): RowCommand {
  return { command: commands.openPrompt, title: 'Open', arguments: [place] };
}

/** What `assay.openPrompt` takes. */
export interface PromptPlace {
  readonly root: string;
  readonly prompt: string;
  /** From 1. */
  readonly line?: number;
  /** Relative to the root: a dataset's, where the line is in one. */
  readonly file?: string;
}
