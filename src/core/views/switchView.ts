import type { RunLine } from '#protocol/history.ts';
import type { SwitchView } from '#protocol/panelModels.ts';
import { verdictOf } from '../compare/compareCells.ts';
import type { Engine } from '../engine.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { costOfThousand, newestOf, type MeasuredCandidate } from './modelsView.ts';
import type { RunShelf } from './runShelf.ts';
import { verdictsBetween } from './verdicts.ts';

interface SwitchDesk {
  readonly engine: Pick<Engine, 'compare'>;
  readonly shelf: Pick<RunShelf, 'open'>;
}

/** What asking another model would change, as far as both were run on the same cases. `lines`: newest first. */
export async function switchView(
  lines: readonly RunLine[],
  models: { readonly from: string; readonly to: string },
  desk: SwitchDesk,
  signal: AbortSignal,
): Promise<SwitchView> {
  const prompts: SwitchView['prompts'][number][] = [];
  for (const [before, after] of pairsOf(lines, models)) {
    const found = await promptSwitch(before, after, desk, signal);
    if (found !== undefined) prompts.push(found);
  }
  return { prompts };
}

/** Both models of one run where there is such a run; otherwise the newest runs of each. */
function pairsOf(
  lines: readonly RunLine[],
  { from, to }: { readonly from: string; readonly to: string },
): readonly (readonly [MeasuredCandidate, MeasuredCandidate])[] {
  const newest = newestOf(lines);
  const files = [...new Set(newest.map(({ file }) => file))];
  return files.flatMap((file) => {
    for (const line of lines) {
      const one = newestOf([line]);
      const before = measured(one, from, file);
      const after = measured(one, to, file);
      if (before !== undefined && after !== undefined) return [[before, after] as const];
    }
    const before = measured(newest, from, file);
    const after = measured(newest, to, file);
    return before === undefined || after === undefined ? [] : [[before, after] as const];
  });
}

function measured(
  all: readonly MeasuredCandidate[],
  model: string,
  file: string,
): MeasuredCandidate | undefined {
  return all.find((one) => one.model === model && one.file === file);
}

async function promptSwitch(
  before: MeasuredCandidate,
  after: MeasuredCandidate,
  { engine, shelf }: SwitchDesk,
  signal: AbortSignal,
): Promise<SwitchView['prompts'][number] | undefined> {
  const was = await shelf.open(before.run);
  const is = await shelf.open(after.run);
  if (was === undefined || is === undefined) return undefined;
  const sides = [
    { from: was.run, variant: before.variant, model: before.model },
    { from: is.run, variant: after.variant, model: after.model },
  ] as const;
  const verdict = (await verdictsBetween(engine, after.file, sides, signal))?.pass;
  if (verdict === undefined) return undefined;
  const costBefore = costOfThousand([before.figures]);
  const costAfter = costOfThousand([after.figures]);
  const latencyBefore = before.figures.latency?.p50;
  const latencyAfter = after.figures.latency?.p50;
  return {
    file: after.file,
    name: after.name,
    verdict,
    ...flips(was.cellsOf(before.candidate), is.cellsOf(after.candidate)),
    ...(costBefore !== undefined && { costBefore }),
    ...(costAfter !== undefined && { costAfter }),
    ...(latencyBefore !== undefined && { latencyBefore }),
    ...(latencyAfter !== undefined && { latencyAfter }),
    sides: [
      { run: before.run, candidate: before.candidate },
      { run: after.run, candidate: after.candidate },
    ],
  };
}

function flips(
  before: ReadonlyMap<string, BaselineCell>,
  after: ReadonlyMap<string, BaselineCell>,
): { readonly toFailed: number; readonly toPassed: number } {
  let toFailed = 0;
  let toPassed = 0;
  for (const [caseId, cell] of before) {
    const other = after.get(caseId);
    const was = verdictOf(cell);
    const is = other && verdictOf(other);
    if (was === 'passed' && is === 'failed') toFailed += 1;
    if (was === 'failed' && is === 'passed') toPassed += 1;
  }
  return { toFailed, toPassed };
}
