import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { showProblems } from '../terminal/problems.ts';

export interface WorkerCommandOptions {
  readonly queue: string;
  readonly concurrency: number;
}

/** Works until it is interrupted; then it answers what is under way, and ends. */
export async function workerCommand(
  context: Context,
  { queue, concurrency }: WorkerCommandOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const app = await context.open();
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  const count = { replies: 0, failures: 0 };
  const started = await app.work({
    address: queue,
    concurrency,
    hear({ id, outcome }) {
      if (outcome.kind === 'reply') count.replies += 1;
      else {
        count.failures += 1;
        err.line(['caution', 'failed'], `  ${id}: ${outcome.message}`);
      }
    },
    say: (text) => err.line(['caution', 'warning'], ` ${text}`),
  });
  if ('problems' in started) {
    showProblems(err, started.problems);
    err.line(['bad', 'error'], ' No model of this project can be asked from this machine.');
    const code = exitCodeOfProblems(started.problems);
    return code === exitCodes.fine ? exitCodes.configuration : code;
  }
  const { worker } = started;
  err.line(`Asking ${worker.models.join(', ')} for others. Ctrl-C ends it.`);
  await aborted(signals.stopping);
  const closing = worker.close(false);
  await Promise.race([closing, aborted(signals.signal).then(() => worker.close(true))]);
  err.line(`${count.replies} answered, ${count.failures} failed.`);
  return exitCodes.fine;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
