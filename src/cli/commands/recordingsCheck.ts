import { resolve } from 'node:path';
import { plainField, plainJson } from '#base/plainText.ts';
import type { Drift } from '#core/runner/checkDrift.ts';
import { count, counted, money } from '#core/report/numbers.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import type { Echo } from '../terminal/echo.ts';
import { showProblems } from '../terminal/problems.ts';
import { makeProgressLine } from '../terminal/progress.ts';

export interface RecordingsCheckOptions {
  readonly sample: number;
  readonly seed?: string;
  readonly maxCost?: number;
  readonly model?: readonly string[];
  readonly tag?: readonly string[];
  readonly allowUnpriced?: readonly string[];
  readonly format: 'table' | 'json' | 'markdown';
  readonly output?: string;
}

/** Asks about a sample of the recorded cases anew. Ends with 1 where what came out changed for sure. */
export async function recordingsCheck(
  context: Context,
  files: readonly string[],
  options: RecordingsCheckOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const fault = await outputFault(app.files, context.cwd, options.output);
  if (fault !== undefined) {
    err.line(['bad', 'error'], ` ${fault}`);
    return exitCodes.configuration;
  }
  showProblems(err, app.problems);
  if (hasErrors(app.problems)) return exitCodeOfProblems(app.problems);
  const ci = await app.ci();
  const progress = makeProgressLine(err, app.clock);
  using signals = hearSignals(process, app.clock, (text) => {
    progress.say(text);
  });
  const { seed, maxCost, model = [], tag = [], allowUnpriced = [], sample } = options;
  const endProblems: Problem[] = [];
  const request = {
    files: files.map((file) => resolve(context.cwd, file)),
    models: model,
    tags: tag,
    allowUnpriced,
    sample,
    ...(seed === undefined ? {} : { seed }),
    ...(maxCost === undefined ? {} : { maxCostUsd: maxCost }),
  };
  const { problems, drift } = await ci.recordings
    .drift(request, {
      stopping: signals.stopping,
      signal: signals.signal,
      tell(event) {
        if (event.kind === 'trial-finished') progress.advance(event.progress);
        if (event.kind === 'run-ended') endProblems.push(...event.problems);
      },
    })
    .finally(() => progress.stop());
  if (signals.wasInterrupted()) return exitCodes.interrupted;
  showProblems(err, [...problems, ...endProblems]);
  if (drift === undefined) return exitCodeOfProblems(problems);
  await using output = await openOutput(app.files, out, context.cwd, options.output);
  await write(output.echo, drift, options.format);
  await output.commit();
  // What the gate says of the sample is not the question here.
  const ended = { ...drift.summary, gate: { pass: !drift.isReal, reasons: [] } };
  const code = exitCodeOf(ended, false);
  const isUnused = drift.replies === 0 && code === exitCodes.fine;
  return isUnused ? exitCodes.configuration : code;
}

const mostNamed = 20;

async function write(
  echo: Echo,
  drift: Drift,
  format: RecordingsCheckOptions['format'],
): Promise<void> {
  const { comparison, refused, summary, differing, replies, sameText, notRecorded, isReal } = drift;
  if (format === 'json') {
    const texts = { replies, sameText, differing, notRecorded };
    const told = { version: 1, run: summary.id, isReal, texts, spentUsd: summary.spentUsd };
    echo.json(plainJson({ ...told, ...(comparison === undefined ? {} : { comparison }) }, 2));
    return;
  }
  const lack =
    notRecorded === 0 ? '' : `, ${counted(notRecorded, 'reply', 'replies')} not recorded`;
  echo.line(
    `Asked again: ${counted(replies, 'reply', 'replies')}, ${count(sameText)} of them the same to the letter${lack}. Spent ${money(summary.spentUsd)}.`,
  );
  for (const { prompt, caseId, model } of differing.slice(0, mostNamed)) {
    echo.line(`Other text: ${plainField(prompt, 200)} ${plainField(caseId, 80)} on ${model}`);
  }
  if (differing.length > mostNamed) echo.line(`… and ${count(differing.length - mostNamed)} more.`);
  if (refused !== undefined) echo.line(refused);
  if (comparison !== undefined && format === 'table') {
    const { showComparison } = await import('../terminal/comparison.ts');
    showComparison(echo, comparison);
  } else if (comparison !== undefined) {
    const { compareMarkdown } = await import('#core/report/compareMarkdown.ts');
    echo.text(compareMarkdown(comparison));
  }
  echo.line(
    isReal ? 'What comes out has changed.' : 'No evidence that what comes out has changed.',
  );
}
