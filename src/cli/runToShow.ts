import { plainText } from '#base/plainText.ts';
import type { Engine } from '#core/engine.ts';
import { openReportDesk, type ReportDesk } from '#core/report/reportDesk.ts';
import type { ReportSink } from '#core/report/reportSink.ts';
import type { RunReportKind } from '#core/report/reportKinds.ts';
import { isMachineReport, writeMachineReport } from '#core/report/writeMachineReport.ts';
import { writeRunReport, type ReportWish } from '#core/report/writeRunReport.ts';
import type { RunBook } from '#core/views/runBook.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { ResultOutput } from './resultOutput.ts';

/** A run on disk that reports are made of. It is read once, for the first that needs it. */
export interface RunToShow {
  write(kind: RunReportKind, sink: ReportSink): Promise<void>;
}

/** `wish.comparison` absent: with the baseline, where there is one. */
export function runToShow(
  engine: Engine,
  id: string,
  wish: ReportWish,
  signal: AbortSignal,
): RunToShow {
  let opening: Promise<{ readonly desk: ReportDesk; readonly book: RunBook }> | undefined;
  let comparing: Promise<RunComparison | undefined> | undefined;
  const open = async (): Promise<{ readonly desk: ReportDesk; readonly book: RunBook }> => {
    const desk = openReportDesk(engine, []);
    const book = await desk.shelf.open(id);
    if (book === undefined) throw new Error(`The run ${id} cannot be read any more.`);
    return { desk, book };
  };
  const compare = async (): Promise<RunComparison | undefined> => {
    const run = await engine.history.find(id);
    if (run === undefined) return undefined;
    const compared = await engine.compare({ before: 'baseline', after: run }, signal);
    return 'value' in compared ? compared.value : undefined;
  };
  return {
    async write(kind, sink) {
      opening ??= open();
      const run = await opening;
      if (isMachineReport(kind)) return writeMachineReport(kind, run, sink);
      if (wish.comparison === undefined && comparedKinds.has(kind)) comparing ??= compare();
      const comparison = wish.comparison ?? (await comparing);
      const isMarkdown = kind === 'markdown' || kind === 'json';
      await writeRunReport(kind, run, sink, {
        ...wish,
        comparison: isMarkdown ? wish.comparison : comparison,
      });
    },
  };
}

/** What says by itself what changed against the baseline; the others do where they are asked to. */
const comparedKinds: ReadonlySet<RunReportKind> = new Set(['html', 'pull-request']);

/** Made of harmless JSON, or meant to be taken as commands: written as they are. */
const asTheyAre: ReadonlySet<string> = new Set(['json', 'jsonl', 'sarif', 'github']);

/** Where a report goes. In a terminal or the log of a CI runner its texts must not act, however they are laid out. */
export function sinkFor(kind: string, { file, sink }: ResultOutput): ReportSink {
  if (file !== undefined || asTheyAre.has(kind)) return sink;
  return { write: (text) => sink.write(plainText(text)) };
}
