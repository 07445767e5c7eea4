import type { Engine, StoredRun } from '#core/engine.ts';
import { FileError } from '#core/ports.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Found } from './found.ts';
import { codeSpan, plainLine } from './markdown.ts';
import type { CaseOfRun } from './resultDocument.ts';
import type { RunFound, TrialList } from './runDocument.ts';

export interface ReadableRun {
  readonly run: StoredRun;
  readonly manifest: RunManifest;
}

export async function findRun(engine: Engine, id: string): Promise<Found<ReadableRun>> {
  const run = await engine.history.find(id);
  if (run === undefined) return { message: `The run ${codeSpan(id, 40)} is not here any more.` };
  if (!('value' in run.manifest)) return { message: plainLine(run.manifest.message, 1000) };
  return { value: { run, manifest: run.manifest.value } };
}

/** One case of a run: its results in one pass over the journal, and its values from the run's own copy. */
export async function findCase(
  engine: Engine,
  place: { readonly run: string; readonly prompt: string; readonly caseId: string },
): Promise<Found<CaseOfRun>> {
  const found = await findRun(engine, place.run);
  if (!('value' in found)) return found;
  const { run, manifest } = found.value;
  const { caseId } = place;
  const prompt = manifest.prompts.findIndex(({ file }) => file === place.prompt);
  if (prompt < 0) return { message: `The run has no prompt ${codeSpan(place.prompt)}.` };
  const results: TrialResult[] = [];
  const fault = await reading(() =>
    engine.history.results(run, (result) => {
      if (result.caseId !== caseId) return;
      if (manifest.candidates[result.candidate]?.prompt === prompt) results.push(result);
    }),
  );
  if (fault !== undefined) return { message: fault };
  let testCase: EvalCase | undefined;
  await reading(() =>
    engine.history.cases(run, (one) => {
      if (one.prompt === prompt && one.testCase.id === caseId) testCase ??= one.testCase;
    }),
  );
  return { value: { manifest, prompt, caseId, testCase, results } };
}

const mostListed = 200;

export async function findWholeRun(engine: Engine, id: string): Promise<Found<RunFound>> {
  const found = await findRun(engine, id);
  if (!('value' in found)) return found;
  const { run, manifest } = found.value;
  const lists = {
    failed: new List(),
    errors: new List(),
    stopped: new List(),
    notScored: new List(),
  };
  let finished = 0;
  const fault = await reading(() =>
    engine.history.results(run, (result) => {
      finished += 1;
      const sort = sortOf(result);
      if (sort !== undefined) lists[sort].add(result);
    }),
  );
  if (fault !== undefined) return { message: fault };
  const wanted = new Set(
    Object.values(lists).flatMap(({ first }) =>
      first.map(({ candidate, caseId }) => placeKey(manifest, candidate, caseId)),
    ),
  );
  const places = await findPlaces(engine, run, (key) => wanted.has(key));
  return {
    value: {
      manifest,
      summary: 'value' in run.summary ? run.summary.value : undefined,
      finished,
      ...lists,
      placeOf: (candidate, caseId) => places.get(placeKey(manifest, candidate, caseId)),
    },
  };
}

/** Prompt and case → `file:line`, of the run's own copy; empty where that cannot be read. */
export async function findPlaces(
  engine: Engine,
  run: StoredRun,
  isWanted: (key: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  await reading(() =>
    engine.history.cases(run, ({ prompt, testCase }) => {
      const key = caseKey(prompt, testCase.id);
      if (!isWanted(key)) return;
      places.set(key, `${testCase.source.file}:${testCase.source.line}`);
    }),
  );
  return places;
}

export function caseKey(prompt: number, caseId: string): string {
  return `${prompt} ${caseId}`;
}

function placeKey(manifest: RunManifest, candidate: number, caseId: string): string {
  return caseKey(manifest.candidates[candidate]?.prompt ?? -1, caseId);
}

/** Why a file of the run cannot be read, where it cannot. */
export async function reading(read: () => Promise<void>): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return plainLine(error.message, 1000);
    throw error;
  }
}

class List implements TrialList {
  total = 0;
  readonly first: TrialResult[] = [];

  /** Keeps no reply: a list shows none. */
  add({ reply: _reply, ...result }: TrialResult): void {
    this.total += 1;
    if (this.first.length < mostListed) this.first.push(result);
  }
}

function sortOf(result: TrialResult): 'failed' | 'errors' | 'stopped' | 'notScored' | undefined {
  const { state, pass, scores } = result;
  if (state === 'error' || state === 'unknown') return 'errors';
  if (state === 'cancelled' || state === 'budget-reached') return 'stopped';
  if (pass !== undefined) return pass ? undefined : 'failed';
  const isMeasured = scores.some(({ score }) => score.outcome === 'scored');
  const isBroken = scores.some(({ score }) => score.outcome === 'failed');
  return isMeasured && !isBroken ? undefined : 'notScored';
}
