import type { RunBook } from '../views/runBook.ts';
import type { ReportDesk } from './reportDesk.ts';
import type { MachineReportKind, RunReportKind } from './reportKinds.ts';
import type { ReportSink } from './reportSink.ts';

/** Writes a run for a program of CI to read. */
export async function writeMachineReport(
  kind: MachineReportKind,
  { desk, book }: { readonly desk: ReportDesk; readonly book: RunBook },
  sink: ReportSink,
): Promise<void> {
  if (kind === 'junit') {
    const { writeJunit } = await import('./junit/junitReport.ts');
    await writeJunit(desk, book, sink);
    return;
  }
  const { writeRunSarif } = await import('./sarif/runSarif.ts');
  await writeRunSarif(desk, book, sink);
}

export function isMachineReport(kind: RunReportKind): kind is MachineReportKind {
  return kind === 'junit' || kind === 'sarif';
}
