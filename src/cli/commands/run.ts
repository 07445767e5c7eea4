import { plainJson } from '#base/plainText.ts';
import type { Engine, Planned } from '#core/engine.ts';
import type { ReadyRun } from '#core/runner/run.ts';
import { plainUsd } from '#core/report/numbers.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunEvent, RunSummary } from '#protocol/run.ts';
import { budgetToFinish } from '../budgetAdvice.ts';
import { buildLink } from '../buildLink.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import {
  exitCodeOf,
  exitCodeOfProblems,
  exitCodes,
  withRegression,
  type ExitCode,
} from '../exitCodes.ts';
import { openHandOver } from '../handOver.ts';
import { hearSignals, unlessInterrupted, type Interruption } from '../interruption.ts';
import { openOutput, outputFault, type ResultOutput } from '../resultOutput.ts';
import { openReports, reportFault } from '../reportFiles.ts';
import { runToShow } from '../runToShow.ts';
import { showProblems } from '../terminal/problems.ts';
import { makeProgressLine, type ProgressLine } from '../terminal/progress.ts';
import { showPreflight, planSentence } from '../terminal/preflight.ts';
import { writeRun, type RunFormat } from '../runFormats.ts';
import { pushAfterRun } from './mlflowPush.ts';
import { compareWithBaseline, noComparison } from './runBaseline.ts';
import { tellChanged, tellTier, tellWithoutRun } from './runWithout.ts';
import { readRunOptions, type RunOptions } from './runOptions.ts';

export type { RunOptions } from './runOptions.ts';

/**
 * Checks, plans, runs and reports. What went wrong before the first request is told with its place. `over`: takes the place
 * of the project's engine.
 */
export async function runCommand(
  context: Context,
  files: readonly string[],
  options: RunOptions,
  over?: Engine,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const reading = readRunOptions(options, files, context.cwd);
  if ('refusal' in reading) {
    err.line(['bad', 'error'], ` ${reading.refusal}`);
    return exitCodes.configuration;
  }
  let say = (text: string): void => err.line(text);
  const opened = await context.open((text) => {
    say(text);
  });
  await using line = options.queue === undefined ? undefined : await opened.queued(options.queue);
  const batches = options.batch === undefined ? undefined : await opened.batches();
  const engine = over ?? line?.engine ?? batches?.engine ?? opened.engine;
  const app = { ...opened, engine };
  const wanted = options.report ?? [];
  const fault =
    (await outputFault(app.files, context.cwd, options.output)) ??
    (await reportFault(app.files, context.cwd, wanted, options.output));
  if (fault !== undefined) {
    err.line(['bad', 'error'], ` ${fault}`);
    return exitCodes.configuration;
  }
  const handOver = openHandOver(app, context, options.partFolder);
  await handOver?.clear(options.shard);
  using signals = hearSignals(process, app.clock, (text) => {
    say(text);
  });
  const planned = hasErrors(app.problems)
    ? { problems: [] }
    : await unlessInterrupted(signals, planRun(app, reading, options, signals));
  if (planned === undefined) return exitCodes.interrupted;
  const problems = [...app.problems, ...planned.problems];
  showProblems(err, problems);
  if (hasErrors(problems)) {
    await abandon(planned.ready);
    return exitCodeOfProblems(problems);
  }
  if (signals.wasInterrupted()) {
    await abandon(planned.ready);
    return exitCodes.interrupted;
  }
  tellChanged(err, planned);
  const { ready, rendered, changed } = planned;
  if (rendered !== undefined || (changed !== undefined && planned.preflight === undefined)) {
    const { out } = context.terminal;
    await using output = await openOutput(app.files, out, context.cwd, options.output);
    tellWithoutRun(output.echo, planned, options.format);
    await output.commit();
    return exitCodes.fine;
  }
  if (options.dryRun === true) return showDryRun(context, app, planned, options);
  if (ready === undefined) return exitCodes.configuration;
  if (planned.preflight !== undefined) err.line(planSentence(planned.preflight));
  if (batches !== undefined && (planned.preflight?.judgeCalls ?? 0) > 0) {
    err.line('Judges are asked live when the batches are collected, at their usual price.');
  }
  tellTier(err, ready.manifest);
  await handOver?.clear(ready.manifest.shard);
  // Said first: who kills the program needs it to go on.
  err.line(`The run is in .assay/runs/${ready.manifest.id}`);
  if (batches !== undefined) {
    const { batchSubmit } = await import('./batchSubmit.ts');
    const code = await batchSubmit(context, batches, ready, options, signals);
    if (code !== 'known') return code;
    const run = await opened.engine.history.find(ready.manifest.id);
    const collected = run && (await batches.collect(run, signals.stopping));
    const { format } = options;
    return runCommand(context, [], { resume: ready.manifest.id, format }, collected?.engine);
  }
  const { out } = context.terminal;
  const isLive = options.format === 'jsonl';
  const orAbandon = async (error: unknown): Promise<never> => {
    await abandon(ready);
    throw error;
  };
  await using output = await openOutput(app.files, out, context.cwd, options.output, isLive).catch(
    orAbandon,
  );
  await using reports = await openReports(app.files, { out, err }, context.cwd, wanted).catch(
    orAbandon,
  );
  const progress = makeProgressLine(err, app.clock);
  say = (text) => {
    progress.say(text);
  };
  const endProblems: Problem[] = [];
  try {
    const control = {
      stopping: signals.stopping,
      signal: signals.signal,
      tell: listener(options.format, output, progress, endProblems),
    };
    const summary = await app.engine.run(ready, control);
    progress.stop();
    showProblems(err, endProblems);
    const compared =
      options.baseline === true && !signals.wasInterrupted()
        ? await compareWithBaseline(app.engine, summary.id, err, signals.stopping)
        : noComparison;
    const { comparison } = compared;
    const link = options.link ?? buildLink(context.env);
    const wish = { comparison, link };
    const shown = runToShow(app.engine, summary.id, wish, signals.stopping);
    if (!isLive) {
      await writeRun(options.format, output, shown, {
        manifest: ready.manifest,
        summary,
        comparison,
      });
    } else if (comparison !== undefined) {
      // Lines of results are no place for it.
      const { showComparison } = await import('../terminal/comparison.ts');
      showComparison(err, comparison);
    }
    await output.commit();
    const isWhole = await reports.write(shown);
    tellNext(context, ready, summary, output);
    await pushAfterRun(app, summary.id, err, signals.stopping);
    const code = exitCodeOf(
      withRegression(summary, comparison?.regressed === true),
      signals.wasInterrupted(),
    );
    const isFaulty = compared.isBroken || !isWhole;
    if (handOver !== undefined && !signals.wasInterrupted()) {
      await handOver.put(ready.manifest);
      // What came of the trials says whoever merges, once all of them are there.
      return isFaulty ? exitCodes.configuration : exitCodes.fine;
    }
    return isFaulty && code === exitCodes.fine ? exitCodes.configuration : code;
  } finally {
    progress.stop();
  }
}

function planRun(
  { engine }: App,
  { request, resume }: Extract<ReturnType<typeof readRunOptions>, { request: unknown }>,
  options: RunOptions,
  { stopping }: Interruption,
): Promise<Planned> {
  if (resume !== undefined) {
    const change = options.maxCost === undefined ? {} : { maxCostUsd: options.maxCost };
    return engine.resume(resume, change, stopping);
  }
  return options.dryRun === true
    ? engine.preflight(request, stopping)
    : engine.plan(request, stopping);
}

/** Lets go of a run that is not started; what it holds open would keep the program alive. */
async function abandon(ready: ReadyRun | undefined): Promise<void> {
  await ready?.finish();
  await ready?.release();
}

async function showDryRun(
  context: Context,
  app: App,
  { preflight }: Planned,
  options: RunOptions,
): Promise<ExitCode> {
  if (preflight === undefined) return exitCodes.configuration;
  const { out } = context.terminal;
  await using output = await openOutput(app.files, out, context.cwd, options.output);
  if (options.format === 'json' || options.format === 'jsonl') {
    output.echo.json(plainJson(preflight, options.format === 'json' ? 2 : undefined));
  } else {
    showPreflight(output.echo, preflight);
  }
  await output.commit();
  return exitCodes.fine;
}

function listener(
  format: RunFormat,
  { echo }: ResultOutput,
  progress: ProgressLine,
  endProblems: Problem[],
): (event: RunEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'trial-finished':
        if (format === 'jsonl') echo.json(plainJson(event.result));
        progress.advance(event.progress);
        break;
      case 'run-ended':
        endProblems.push(...event.problems);
        break;
      case 'run-started':
        break;
    }
  };
}

/** The literal commands that come next. */
function tellNext(
  { terminal: { err } }: Context,
  { manifest }: ReadyRun,
  summary: RunSummary,
  { file }: ResultOutput,
): void {
  if (file !== undefined) err.line(`Written to ${file}`);
  if (summary.ended !== 'complete') {
    const limit = manifest.options.maxCostUsd ?? summary.spentUsd;
    const more =
      summary.ended === 'budget-reached'
        ? ` --max-cost ${plainUsd(budgetToFinish(summary, limit))}`
        : '';
    err.line('To go on with it: ', ['strong', `assay run --resume ${manifest.id}${more}`]);
  }
  err.line('To see it again: ', ['strong', `assay history show ${manifest.id}`]);
}
