import { plainJson } from '#base/plainText.ts';
import { count, counted } from '#core/report/numbers.ts';
import type { PromptRecordings, RecordingUse } from '#core/runner/recordingUse.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface RecordingsListOptions {
  readonly format: 'table' | 'json';
}

/** What each prompt has of recordings, and what is missing. */
export async function recordingsList(
  context: Context,
  { format }: RecordingsListOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const use = await lookUp(context, await context.open());
  if (use === undefined) return exitCodes.interrupted;
  const { prompts, unneeded, problems } = use;
  showProblems(err, problems);
  if (hasErrors(problems)) return exitCodeOfProblems(problems);
  if (format === 'json') {
    out.json(plainJson({ version: 1, prompts, unneeded: unneeded.length }, 2));
    return exitCodes.fine;
  }
  out.text(tableText(columns, prompts.map(rowOf)));
  const missing = prompts.filter((one) => one.missing > 0);
  for (const { file } of missing) {
    err.line('To record what is missing: ', ['strong', `assay recordings refresh ${file}`]);
  }
  if (unneeded.length > 0) {
    err.line(`${counted(unneeded.length, 'recording')} of no case any more. To remove them: `, [
      'strong',
      'assay recordings prune',
    ]);
  }
  return exitCodes.fine;
}

const columns = [
  { title: 'prompt', width: 40 },
  { title: 'recorded', width: 10 },
  { title: 'missing', width: 16 },
  { title: 'size', width: 10 },
  { title: 'recorded from, to', width: 12 },
] as const;

function rowOf({ file, recorded, missing, stale, bytes, oldest, newest }: PromptRecordings) {
  const stales = stale === 0 ? [] : [`${count(stale)} stale`];
  return [
    file,
    count(recorded),
    [count(missing), ...stales],
    `${count(Math.ceil(bytes / 1024))} KB`,
    oldest === undefined ? '' : [oldest.slice(0, 10), (newest ?? '').slice(0, 10)],
  ];
}

export interface RecordingsPruneOptions {
  readonly yes?: true;
}

/** Removes what no case needs any more. Asks first. */
export async function recordingsPrune(
  context: Context,
  { yes }: RecordingsPruneOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const app = await context.open();
  const use = await lookUp(context, app);
  if (use === undefined) return exitCodes.interrupted;
  const { unneeded, problems } = use;
  showProblems(err, problems);
  if (hasErrors(problems)) return exitCodeOfProblems(problems);
  if (unneeded.length === 0) {
    err.line('Every recording is needed; nothing was removed.');
    return exitCodes.fine;
  }
  const byPrompt = Map.groupBy(unneeded, ({ prompt = '' }) => prompt);
  for (const [prompt, some] of byPrompt) {
    err.line(
      `${prompt === '' ? 'without a prompt' : prompt}: ${counted(some.length, 'recording')}`,
    );
  }
  if (yes !== true) {
    const { ask } = context.terminal;
    if (ask === undefined) {
      err.line(['bad', 'error'], ' there is no terminal to ask in. Add --yes to remove them.');
      return exitCodes.configuration;
    }
    const answer = await ask(`Remove ${counted(unneeded.length, 'recording')} for good? [y/N]`);
    if (!/^y(es)?$/i.test(answer.trim())) {
      err.line('Nothing was removed.');
      return exitCodes.fine;
    }
  }
  const removed = await (await app.ci()).recordings.prune(use);
  err.line(`Removed ${counted(removed, 'recording')}.`);
  return exitCodes.fine;
}

async function lookUp(context: Context, app: App): Promise<RecordingUse | undefined> {
  using signals = hearSignals(process, app.clock, (text) => {
    context.terminal.err.line(text);
  });
  const ci = await app.ci();
  return unlessInterrupted(signals, ci.recordings.use(signals.stopping));
}
