import { done, failed, type Outcome } from '#base/rpc.ts';
import type { SideRef } from '#protocol/panel.ts';
import type { CompareCell } from '#protocol/panelCompare.ts';
import type { EvaluatorName } from '#protocol/panelRun.ts';
import type { CandidateSummary } from '#protocol/run.ts';
import { verdictOf } from '../compare/compareCells.ts';
import type { Engine, StoredRun } from '../engine.ts';
import { metricOf } from '../metrics/builtin.ts';
import type { PromptVariant } from '../prompts/prompt.ts';
import type { BaselineCell } from '../store/baselines.ts';
import type { PromptPart, RunBook } from './runBook.ts';
import type { RunShelf } from './runShelf.ts';
import { shownInput, startOf } from './startOf.ts';

export interface CompareDesk {
  readonly engine: Pick<Engine, 'baselines'>;
  readonly shelf: Pick<RunShelf, 'open'>;
}

/** One of the candidates that are compared, with all its cases. */
export interface ComparedSide {
  readonly ref: SideRef;
  readonly from: StoredRun | 'baseline';
  readonly variant: string;
  readonly model: string;
  readonly promptFile: string;
  /** Index into the run's prompts; of a run only. */
  readonly promptPlace: number | undefined;
  /** ISO 8601: when the run started, or the baseline was accepted. */
  readonly at: string;
  readonly commit: string | undefined;
  readonly evaluators: readonly EvaluatorName[];
  readonly cells: ReadonlyMap<string, BaselineCell>;
  /** Of a run only. */
  readonly summary: CandidateSummary | undefined;
  /** As the run's copy, or that of the accepted run, has it. */
  readonly written: PromptVariant | undefined;
  readonly caseIds: readonly string[];
  cellOf(caseId: string, evaluators: readonly EvaluatorName[]): CompareCell | undefined;
  /** The start of what the case holds, where the side knows it. */
  inputOf(caseId: string): string | undefined;
}

/** A side that is there; what it says is only gathered where it is asked for. */
export interface SideOpening {
  /** Changes whenever what is said of the side may have. */
  readonly stamp: string;
  side(): ComparedSide;
}

export async function openSide(desk: CompareDesk, ref: SideRef): Promise<Outcome<SideOpening>> {
  return ref.kind === 'run' ? runSide(desk, ref) : baselineSide(desk, ref);
}

async function runSide(
  { shelf }: CompareDesk,
  ref: SideRef & { readonly kind: 'run' },
): Promise<Outcome<SideOpening>> {
  const book = await shelf.open(ref.run);
  const names = book?.manifest.candidates[ref.candidate];
  const part = names && book.parts[names.prompt];
  const copy = names && book.manifest.prompts[names.prompt];
  if (book === undefined || names === undefined || part === undefined || copy === undefined) {
    return failed('no-such-side', 'A run that was to be compared is not here any more.');
  }
  const { rows, evaluators } = part;
  const { variant, model } = names;
  const rowOf = (caseId: string): number | undefined =>
    rows.indexOf({ caseId, candidate: ref.candidate });
  const side = (): ComparedSide => ({
    ref,
    from: book.run,
    variant,
    model,
    promptFile: copy.file,
    promptPlace: names.prompt,
    at: book.manifest.startedAt,
    commit: book.manifest.commit,
    evaluators,
    cells: book.cellsOf(ref.candidate),
    summary: book.summaryOf(ref.candidate),
    written: writtenVariant(part, variant),
    caseIds: rows.plan.cases.all,
    cellOf(caseId, shown) {
      const row = rowOf(caseId);
      if (row === undefined) return undefined;
      const { outcome, excerpt, scores } = rows.row(row);
      return {
        outcome,
        excerpt,
        scores: shown.map(({ name }) => scores[rows.plan.evaluators.indexOf(name)] ?? null),
      };
    },
    inputOf(caseId) {
      const index = rows.plan.cases.indexOf(caseId);
      return index === undefined ? undefined : startOf(rows.plan.cases.inputOf(index), shownInput);
    },
  });
  return done({ stamp: JSON.stringify([ref, rows.revision, book.summary?.endedAt]), side });
}

async function baselineSide(
  { engine, shelf }: CompareDesk,
  ref: SideRef & { readonly kind: 'baseline' },
): Promise<Outcome<SideOpening>> {
  const { file, variant, model } = ref;
  const stored = await engine.baselines.read(file);
  if (!('value' in stored)) return failed('no-baseline', stored.message);
  const { run, acceptedAt, cells: all } = stored.value;
  const mine = all.filter((cell) => cell.variant === variant && cell.model === model);
  const cells = new Map(mine.map((cell) => [cell.caseId, cell]));
  const accepted = acceptedPart(await shelf.open(run), file);
  const known = new Map(accepted?.evaluators.map((one) => [one.name, one]));
  const names = [...new Set(mine.flatMap(({ scores }) => Object.keys(scores)))];
  const side = (): ComparedSide => ({
    ref,
    from: 'baseline',
    variant,
    model,
    promptFile: file,
    promptPlace: undefined,
    at: acceptedAt,
    commit: undefined,
    evaluators: names.map((name) => known.get(name) ?? unknownEvaluator(name)),
    cells,
    summary: undefined,
    written: accepted && writtenVariant(accepted, variant),
    caseIds: [...cells.keys()],
    cellOf(caseId, shown) {
      const cell = cells.get(caseId);
      if (cell === undefined) return undefined;
      return {
        outcome: verdictOf(cell) ?? 'not scored',
        excerpt: '',
        scores: shown.map(({ name }) => scoreIn(cell, name) ?? null),
      };
    },
    inputOf: () => undefined,
  });
  return done({ stamp: JSON.stringify([ref, acceptedAt, all.length]), side });
}

export function scoreIn({ scores }: BaselineCell, name: string): number | undefined {
  return Object.hasOwn(scores, name) ? scores[name]?.mean : undefined;
}

function acceptedPart(book: RunBook | undefined, file: string): PromptPart | undefined {
  return book?.parts[book.manifest.prompts.findIndex((prompt) => prompt.file === file)];
}

function writtenVariant({ prompt }: PromptPart, name: string): PromptVariant | undefined {
  return prompt?.variants.find((variant) => variant.name === name);
}

/** A baseline does not say which metric a name stands for. */
function unknownEvaluator(name: string): EvaluatorName {
  const { kind = name, level = 'case', better = 'higher' } = metricOf(name) ?? {};
  return { name, kind, level, better, hasLabels: false };
}
