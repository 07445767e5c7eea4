import type { RunReportKind } from '#core/report/reportKinds.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import type { ResultOutput } from './resultOutput.ts';
import { sinkFor, type RunToShow } from './runToShow.ts';

/** `jsonl` of `run` is written while trials finish; at the end there is nothing more to say in it. */
export type RunFormat = 'table' | Exclude<RunReportKind, 'badge'>;

/** For the list of what `--format` takes. */
export const runFormats: readonly RunFormat[] = [
  'table',
  'json',
  'jsonl',
  'markdown',
  'pull-request',
  'html',
  'junit',
  'sarif',
  'csv',
  'github',
];

/** Writes the end of a run, and how it compares where that was asked for. What a format needs is loaded with its first use. */
export async function writeRun(
  format: RunFormat,
  output: ResultOutput,
  run: RunToShow,
  told: {
    readonly manifest: RunManifest;
    readonly summary: RunSummary;
    readonly comparison?: RunComparison | undefined;
  },
): Promise<void> {
  if (format !== 'table') {
    await run.write(format, sinkFor(format, output));
    return;
  }
  const { showSummary } = await import('./terminal/summary.ts');
  showSummary(output.echo, told.manifest, told.summary);
  if (told.comparison === undefined) return;
  output.echo.line();
  const { showComparison } = await import('./terminal/comparison.ts');
  showComparison(output.echo, told.comparison);
}
