import { resolve } from 'node:path';
import type { StoredRun } from '#core/engine.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exitCodes.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import { openReports, reportFault, type ReportArgument } from '../reportFiles.ts';
import { writeRun, type RunFormat } from '../runFormats.ts';
import { runToShow } from '../runToShow.ts';
import { buildLink } from '../buildLink.ts';
import { showProblems } from '../terminal/problems.ts';

export interface MergeOptions {
  readonly format: RunFormat;
  readonly output?: string;
  readonly report?: readonly ReportArgument[];
  readonly link?: string;
}

/** Joins parts of a run, and reports the whole as `run` would have done; its exit code is that of the whole. */
export async function mergeCommand(
  context: Context,
  names: readonly string[],
  { format, output: file, report: wanted = [], link }: MergeOptions,
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
  const wish = { link: link ?? buildLink(context.env) };
  const shown = runToShow(app.engine, run.id, wish, new AbortController().signal);
  await writeRun(format, output, shown, { manifest: run.manifest.value, summary });
  await output.commit();
  const isWhole = await reports.write(shown);
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  const code = exitCodeOf(summary, false);
  return isWhole || code !== exitCodes.fine ? code : exitCodes.configuration;
}

async function findParts(
  { engine, files }: App,
  cwd: string,
  names: readonly string[],
): Promise<{ readonly parts: readonly StoredRun[] } | { readonly refusal: string }> {
  if (names.length === 0) return newestParts(await engine.history.list(mostLooked));
  const parts: StoredRun[] = [];
  for (const name of names) {
    const path = resolve(cwd, name);
    const isFolder = /[/\\]/.test(name) && (await files.stat(path))?.kind === 'folder';
    const run = isFolder ? await engine.history.at(path) : await engine.history.find(name);
    if (run === undefined) {
      const refusal = `no run, or more than one, starts with '${name}', and it is no folder of a run.`;
      return { refusal };
    }
    parts.push(run);
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
