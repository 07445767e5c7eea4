import { CellTally, type PromptCells } from '#core/compare/cells.ts';
import { compareCells } from '#core/compare/compareCells.ts';
import type { CompareSide, Engine, StoredRun } from '#core/engine.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { ComparedPrompt, ComparedRuns, ComparedSide } from './compareDocument.ts';
import { caseKey, findPlaces, findRun, reading, type ReadableRun } from './findRun.ts';
import type { Found } from './found.ts';
import { codeSpan, plainLine } from './markdown.ts';

export interface Comparing {
  /** `baseline`, or a run's id. */
  readonly before: string;
  readonly after: string;
  /** Absent: every prompt that both sides have. */
  readonly prompt?: string | undefined;
}

/** One side, whatever it is: prompt → its cells, and its text where that is known. */
interface Side {
  readonly side: ComparedSide;
  readonly cells: ReadonlyMap<string, readonly BaselineCell[]>;
  readonly texts: ReadonlyMap<string, string>;
}

export async function findComparison(
  engine: Engine,
  { before, after, prompt }: Comparing,
): Promise<Found<ComparedRuns>> {
  const found = await findRun(engine, after);
  if (!('value' in found)) return found;
  const later = await runSide(engine, found.value);
  if (!('value' in later)) return later;
  const earlier = await earlierSide(engine, before, prompt);
  if (!('value' in earlier)) return earlier;
  const places = await findPlaces(engine, found.value.run, () => true);
  const verdicts = await findVerdicts(engine, found.value.run, before, prompt);
  const prompts: ComparedPrompt[] = [];
  for (const [place, { file }] of found.value.manifest.prompts.entries()) {
    const cellsBefore = earlier.value.cells.get(file);
    const cellsAfter = later.value.cells.get(file);
    if (cellsBefore === undefined || cellsAfter === undefined) continue;
    if (prompt !== undefined && prompt !== file) continue;
    const comparison = compareCells(cellsBefore, cellsAfter);
    prompts.push({
      file,
      comparison,
      verdicts: verdicts?.prompts.find((one) => one.file === file),
      textBefore: earlier.value.texts.get(file),
      textAfter: later.value.texts.get(file),
      places: placesOf(
        places,
        place,
        comparison.pairs.map(({ caseId }) => caseId),
      ),
    });
  }
  const sides = { before: earlier.value.side, after: later.value.side };
  return { value: { ...sides, counted: verdicts?.counted ?? 0, prompts } };
}

/** What the engine says of the change; `undefined` where it cannot. */
async function findVerdicts(
  engine: Engine,
  after: StoredRun,
  before: string,
  prompt: string | undefined,
): Promise<RunComparison | undefined> {
  const earlier: CompareSide | undefined =
    before === 'baseline' ? 'baseline' : await engine.history.find(before);
  if (earlier === undefined) return undefined;
  const request = { before: earlier, after, ...(prompt === undefined ? {} : { prompt }) };
  const compared = await engine.compare(request, new AbortController().signal);
  return 'value' in compared ? compared.value : undefined;
}

async function earlierSide(
  engine: Engine,
  before: string,
  prompt: string | undefined,
): Promise<Found<Side>> {
  if (before !== 'baseline') {
    const found = await findRun(engine, before);
    return 'value' in found ? runSide(engine, found.value) : found;
  }
  if (prompt === undefined) return { message: 'A baseline belongs to one prompt; none is named.' };
  const stored = await engine.baselines.read(prompt);
  if (!('value' in stored)) {
    return {
      message:
        stored.fault === 'missing'
          ? `${codeSpan(prompt)} has no baseline yet. Accept a run to get one.`
          : plainLine(stored.message, 1000),
    };
  }
  const { run, acceptedAt, cells } = stored.value;
  const accepted = await findRun(engine, run);
  const texts = 'value' in accepted ? textsOf(accepted.value) : new Map<string, string>();
  return {
    value: {
      side: { what: 'baseline', run, at: acceptedAt },
      cells: new Map([[prompt, cells]]),
      texts,
    },
  };
}

async function runSide(engine: Engine, readable: ReadableRun): Promise<Found<Side>> {
  const { run, manifest } = readable;
  const cells = await findCells(engine, readable);
  if (!('value' in cells)) return cells;
  return {
    value: {
      side: { what: 'run', run: run.id, at: manifest.startedAt },
      cells: new Map(cells.value.map((one) => [one.file, one.cells])),
      texts: textsOf(readable),
    },
  };
}

/** What a run says of each of its prompts. */
export async function findCells(
  engine: Engine,
  { run, manifest }: ReadableRun,
): Promise<Found<readonly PromptCells[]>> {
  const tally = new CellTally(manifest);
  const fault = await reading(() => engine.history.results(run, (result) => tally.add(result)));
  return fault === undefined ? { value: tally.prompts() } : { message: fault };
}

function textsOf({ manifest }: ReadableRun): ReadonlyMap<string, string> {
  return new Map(manifest.prompts.map(({ file, text }) => [file, text]));
}

function placesOf(
  all: ReadonlyMap<string, string>,
  prompt: number,
  ids: readonly string[],
): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const id of ids) {
    const place = all.get(caseKey(prompt, id));
    if (place !== undefined) places.set(id, place);
  }
  return places;
}
