import type { RunComparison } from '#protocol/comparison.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { Engine, RunRequest, StoredRun } from '../engine.ts';
import type { RunControl } from './run.ts';

export interface DriftRequest extends Pick<
  RunRequest,
  'files' | 'models' | 'maxCostUsd' | 'allowUnpriced' | 'tags'
> {
  /** Cases of each prompt, at most. */
  readonly sample: number;
  /** Another one draws other cases. */
  readonly seed?: string;
}

/** What became of recorded replies when the models were asked anew. */
export interface Drift {
  /** Of the run that asked: it stays in the history. */
  readonly summary: RunSummary;
  readonly comparison?: RunComparison;
  /** Why there is none. */
  readonly refused?: string;
  /** Replies that both have, and how many have the same text to the letter. */
  readonly replies: number;
  readonly sameText: number;
  readonly differing: readonly {
    readonly prompt: string;
    readonly caseId: string;
    readonly model: string;
  }[];
  /** Cases drawn that are not recorded. */
  readonly notRecorded: number;
  /** Something improved or regressed for sure. */
  readonly isReal: boolean;
}

export type DriftOutcome = { readonly problems: readonly Problem[]; readonly drift?: Drift };

/** Replays a sample, asks about the same cases anew, and compares the two. */
export async function checkDrift(
  engine: Engine,
  { sample, seed, ...request }: DriftRequest,
  control: RunControl,
): Promise<DriftOutcome> {
  const asked: RunRequest = {
    ...request,
    variants: [],
    cases: [],
    sample,
    ...(seed === undefined ? {} : { sampleSeed: seed }),
    cache: 'off',
  };
  const quiet = { ...control, tell: () => {} };
  const before = await runOnce(engine, { ...asked, recordings: 'replay' }, quiet);
  if ('problems' in before) return before;
  try {
    const after = await runOnce(engine, { ...asked, recordings: 'off' }, control);
    if ('problems' in after) return after;
    return { problems: [], drift: await driftOf(engine, before.run, after, control.signal) };
  } finally {
    // What it says stands in the recordings.
    await engine.history.remove(before.run);
  }
}

interface Ran {
  readonly run: StoredRun;
  readonly summary: RunSummary;
}

async function runOnce(
  engine: Engine,
  request: RunRequest,
  control: RunControl,
): Promise<Ran | { readonly problems: readonly Problem[] }> {
  const { ready, problems } = await engine.plan(request, control.signal);
  if (ready === undefined || hasErrors(problems)) return { problems };
  const summary = await engine.run(ready, control);
  return { run: await engine.history.at(ready.folder.path), summary };
}

async function driftOf(
  engine: Engine,
  before: StoredRun,
  { run: after, summary }: Ran,
  signal: AbortSignal,
): Promise<Drift> {
  const recorded = await textsOf(engine, before);
  const asked = await textsOf(engine, after);
  const differing: Drift['differing'][number][] = [];
  let replies = 0;
  for (const [key, { text, ...named }] of recorded.texts) {
    const now = asked.texts.get(key);
    if (now === undefined) continue;
    replies += 1;
    if (now.text !== text) differing.push(named);
  }
  const compared = await engine.compare({ before, after }, signal);
  const comparison = 'value' in compared ? compared.value : undefined;
  return {
    summary,
    ...('value' in compared ? { comparison: compared.value } : { refused: compared.refused }),
    replies,
    sameText: replies - differing.length,
    differing,
    notRecorded: recorded.missing,
    isReal: comparison !== undefined && hasChange(comparison),
  };
}

interface ReplyText {
  readonly prompt: string;
  readonly caseId: string;
  readonly model: string;
  readonly text: string;
}

/** The replies of a run by what they are replies to; and how many trials ended without one for want of a recording. */
async function textsOf(
  { history }: Engine,
  run: StoredRun,
): Promise<{ readonly texts: ReadonlyMap<string, ReplyText>; readonly missing: number }> {
  const texts = new Map<string, ReplyText>();
  let missing = 0;
  if (!('value' in run.manifest)) return { texts, missing };
  const { candidates, prompts } = run.manifest.value;
  await history.results(run, ({ candidate, caseId, repeat, reply, failure }: TrialResult) => {
    const { prompt = -1, variant = '', model = '' } = candidates[candidate] ?? {};
    const { file = '' } = prompts[prompt] ?? {};
    if (failure?.code === 'not-recorded') missing += 1;
    if (reply === undefined) return;
    const key = JSON.stringify([file, variant, model, caseId, repeat]);
    texts.set(key, { prompt: file, caseId, model, text: reply.text });
  });
  return { texts, missing };
}

function hasChange({ prompts }: RunComparison): boolean {
  return prompts.some(({ candidates }) =>
    candidates.some(({ measures }) =>
      measures.some(
        (one) => 'verdict' in one && (one.verdict === 'regressed' || one.verdict === 'improved'),
      ),
    ),
  );
}
