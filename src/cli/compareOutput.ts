import type { Engine, StoredRun } from '#core/engine.ts';
import { openReportDesk } from '#core/report/reportDesk.ts';
import type { CompareReportKind } from '#core/report/reportKinds.ts';
import { writeCompareReport } from '#core/report/writeCompareReport.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { ResultOutput } from './resultOutput.ts';
import { sinkFor } from './runToShow.ts';

export type CompareFormat = 'table' | CompareReportKind;

/** Writes a comparison. What a format needs is loaded with its first use. `runs`: those of its sides. */
export async function writeComparison(
  format: CompareFormat,
  output: ResultOutput,
  comparison: RunComparison,
  { engine, runs }: { readonly engine: Engine; readonly runs: readonly StoredRun[] },
): Promise<void> {
  if (format !== 'table') {
    const sink = sinkFor(format, output);
    await writeCompareReport(format, [comparison], sink, () => openReportDesk(engine, runs));
    return;
  }
  const { showComparison } = await import('./terminal/comparison.ts');
  showComparison(output.echo, comparison);
}
