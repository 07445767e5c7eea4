import { plainJson } from '#base/plainText.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import { compareCsv } from './compareCsv.ts';
import { compareMarkdown } from './compareMarkdown.ts';
import type { ReportDesk } from './reportDesk.ts';
import type { CompareReportKind } from './reportKinds.ts';
import type { ReportSink } from './reportSink.ts';

/** Writes comparisons: one, or one for each side that is compared with the first. `desk`: opened when it is asked for. */
export async function writeCompareReport(
  kind: CompareReportKind,
  comparisons: readonly RunComparison[],
  sink: ReportSink,
  desk: () => ReportDesk,
): Promise<void> {
  switch (kind) {
    case 'html': {
      const { writeCompareHtml } = await import('./html/compareHtml.ts');
      await writeCompareHtml(desk(), comparisons, sink);
      break;
    }
    case 'markdown':
      sink.write(comparisons.map((one) => compareMarkdown(one)).join('\n'));
      break;
    case 'csv':
      sink.write(compareCsv(comparisons));
      break;
    case 'json':
      sink.write(`${plainJson(comparisons.length === 1 ? comparisons[0] : comparisons, 2)}\n`);
      break;
  }
}
