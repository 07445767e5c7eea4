import { plainJson } from '#base/plainText.ts';
import type { AcceptedPrompt } from '#core/engine.ts';
import { count, counted } from '#core/report/numbers.ts';
import type { Baseline } from '#core/store/baselines.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { tableText } from '../terminal/table.ts';
import { findRun } from './findRun.ts';

/** Takes what a run scored into the baselines of its prompts, and says what was taken. */
export async function baselineAccept(context: Context, id: string): Promise<ExitCode> {
  const { err } = context.terminal;
  const refuse = (why: string): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    return exitCodes.configuration;
  };
  const { engine } = await context.open();
  const found = await findRun({ engine }, id);
  if ('refusal' in found) return refuse(found.refusal);
  const { prompts, refused } = await engine.baselines.accept(found.run);
  if (refused !== undefined) return refuse(refused);
  for (const prompt of prompts) {
    if (prompt.refused === undefined) err.line(acceptedSentence(prompt));
    else refuse(prompt.refused);
  }
  const isWhole = prompts.every((one) => one.refused === undefined);
  const isSome = prompts.some(({ accepted }) => accepted > 0);
  if (isWhole && !isSome)
    return refuse('nothing of this run has a score, so nothing was accepted.');
  return isWhole ? exitCodes.fine : exitCodes.configuration;
}

function acceptedSentence({ prompt, path, accepted, kept, leftOut }: AcceptedPrompt): string {
  const left = leftOut.map(({ reason, trials }) => `${count(trials)} ${reason}`).join(', ');
  return [
    `${prompt}: ${counted(accepted, 'result')} accepted, ${count(kept)} kept from before`,
    ...(left === '' ? [] : [`, left out: ${left}`]),
    `. ${path}`,
  ].join('');
}

export interface BaselineShowOptions {
  readonly format: 'table' | 'json';
}

/** Lists the baselines of the project. */
export async function baselineShow(
  context: Context,
  { format }: BaselineShowOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { engine } = await context.open();
  const listed = await engine.baselines.list();
  const faults = listed.flatMap(({ stored }) => ('fault' in stored ? [stored.message] : []));
  const baselines = listed.flatMap(({ path, stored }) =>
    'value' in stored ? [{ path, ...told(stored.value) }] : [],
  );
  for (const fault of faults) err.line(['bad', 'error'], ` ${fault}`);
  if (format === 'json') out.json(plainJson({ version: 1, baselines }, 2));
  else if (listed.length === 0) err.line('No baseline yet. "assay baseline accept" makes one.');
  else if (baselines.length > 0) out.text(tableText(columns, baselines.flatMap(rows)));
  return faults.length === 0 ? exitCodes.fine : exitCodes.configuration;
}

interface ToldBaseline extends Pick<Baseline, 'prompt' | 'run' | 'acceptedAt'> {
  readonly candidates: readonly ToldCandidate[];
}

/** Cases, and trials with a verdict over all of them. */
interface ToldCandidate {
  readonly variant: string;
  readonly model: string;
  readonly cases: number;
  readonly judged: number;
  readonly passed: number;
}

function told({ prompt, run, acceptedAt, cells }: Baseline): ToldBaseline {
  const groups = Map.groupBy(cells, ({ variant, model }) => JSON.stringify([variant, model]));
  const candidates = [...groups.values()].map((group): ToldCandidate => ({
    variant: group[0]?.variant ?? '',
    model: group[0]?.model ?? '',
    cases: group.length,
    judged: group.reduce((sum, { judged }) => sum + judged, 0),
    passed: group.reduce((sum, { passed }) => sum + passed, 0),
  }));
  return { prompt, run, acceptedAt, candidates };
}

/** 100 characters together with the gaps. */
const columns = [
  { title: 'prompt', width: 30 },
  { title: 'variant, model', width: 26 },
  { title: 'cases', width: 8 },
  { title: 'passed', width: 14 },
  { title: 'accepted', width: 14 },
] as const;

function rows({
  prompt,
  acceptedAt,
  candidates,
}: ToldBaseline): readonly (readonly (string | readonly string[])[])[] {
  return candidates.map(({ variant, model, cases, judged, passed }) => [
    prompt,
    [variant, model],
    count(cases),
    judged === 0 ? 'no verdict' : `${count(passed)} of ${count(judged)}`,
    acceptedAt.slice(0, 10),
  ]);
}
