import type { StoredRun } from '#core/engine.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes, withRegression, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import { openReports, reportFault, type ReportArgument } from '../reportFiles.ts';
import { writeRun, type RunFormat } from '../runFormats.ts';
import { runToShow } from '../runToShow.ts';
import { buildLink } from '../buildLink.ts';
import { showProblems } from '../terminal/problems.ts';
import { findRunOrFolder } from './findRun.ts';
import { compareWithBaseline, noComparison } from './runBaseline.ts';

export interface MergeOptions {
  readonly format: RunFormat;
  readonly output?: string;
  readonly report?: readonly ReportArgument[];
  readonly link?: string;
  readonly baseline?: true;
}

/** Joins parts of a run, and reports the whole as `run` would have done; its exit code is that of the whole. */
export async function mergeCommand(
  context: Context,
  names: readonly string[],
  { format, output: file, report: wanted = [], link, baseline }: MergeOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const fault =
    (await outputFault(app.files, context.cwd, file)) ??
    (await reportFault(app.files, context.cwd, wanted, file));
  if (fault !== undefined) {
    err.line(['bad', 'error'], ` ${fault}`);
    return exitCodes.configuration;
  }
  const found = await findParts(app, context.cwd, names);
  if ('refusal' in found) {
    err.line(['bad', 'error'], ` ${found.refusal}`);
    return exitCodes.configuration;
  }
  const merged = await (await app.ci()).merge(found.parts);
  showProblems(err, merged.problems);
  if (!('run' in merged) || hasErrors(merged.problems)) return exitCodes.configuration;
  const { run, summary } = merged;
  if (!('value' in run.manifest)) {
    err.line(['bad', 'error'], ` ${run.manifest.message}`);
    return exitCodes.configuration;
  }
  err.line(`The run is in .assay/runs/${run.id}`);
  await using output = await openOutput(app.files, out, context.cwd, file);
  await using reports = await openReports(app.files, { out, err }, context.cwd, wanted);
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  const compared =
    baseline === true
      ? await compareWithBaseline(app.engine, run.id, err, signals.stopping)
      : noComparison;
  const { comparison } = compared;
  const wish = { comparison, link: link ?? buildLink(context.env) };
  const shown = runToShow(app.engine, run.id, wish, signals.stopping);
  await writeRun(format, output, shown, { manifest: run.manifest.value, summary, comparison });
  await output.commit();
  const isWhole = await reports.write(shown);
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  const code = exitCodeOf(
    withRegression(summary, comparison?.regressed === true),
    signals.wasInterrupted(),
  );
  return (isWhole && !compared.isBroken) || code !== exitCodes.fine
    ? code
    : exitCodes.configuration;
}

async function findParts(
  app: App,
  cwd: string,
  names: readonly string[],
): Promise<{ readonly parts: readonly StoredRun[] } | { readonly refusal: string }> {
  if (names.length === 0) return newestParts(await app.engine.history.list(mostLooked));
  const parts: StoredRun[] = [];
  for (const name of names) {
    const found = await findRunOrFolder(app, cwd, name);
    if ('refusal' in found) return found;
    parts.push(found.run);
  }
  return { parts };
}

const mostLooked = 1000;

/** The newest part, and of each other part of as many the newest. */
function newestParts(
  runs: readonly StoredRun[],
): { readonly parts: readonly StoredRun[] } | { readonly refusal: string } {
  const byIndex = new Map<number, StoredRun>();
  let of: number | undefined;
  for (const run of runs) {
    const shard = 'value' in run.manifest ? run.manifest.value.shard : undefined;
    if (shard === undefined) continue;
    of ??= shard.of;
    if (shard.of === of && !byIndex.has(shard.index)) byIndex.set(shard.index, run);
  }
  if (byIndex.size === 0) {
    return { refusal: 'there is no part of a run here. "assay run --shard 1/2" makes one.' };
  }
  return { parts: [...byIndex.values()] };
}
