import { plainJson } from '#base/plainText.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { RunBook } from '../views/runBook.ts';
import { annotationLines, runAnnotations } from './annotations.ts';
import { runReport, writeRunJson } from './json.ts';
import { runMarkdown } from './markdown.ts';
import type { ReportDesk } from './reportDesk.ts';
import type { MachineReportKind, RunReportKind } from './reportKinds.ts';
import type { ReportSink } from './reportSink.ts';
import { troubledCases } from './troubledCases.ts';
import { troubleSentence } from './troubleSentence.ts';

export interface ReportWish {
  /** With the baseline, where there is one. */
  readonly comparison?: RunComparison | undefined;
  /** An address where more of it is. */
  readonly link?: string | undefined;
  /** Single trials in JSON too. */
  readonly withCases?: boolean;
}

/** Cases that a comment has words for. */
const mostInComment = 60;

/**
 * Writes a run. Rejects where the report needs a summary and there is none; what a kind needs is loaded with its first
 * use. The reports for machines of CI are in `writeMachineReport.ts`, so that the editor's package need not hold them.
 */
export async function writeRunReport(
  kind: Exclude<RunReportKind, MachineReportKind>,
  { desk, book }: { readonly desk: ReportDesk; readonly book: RunBook },
  sink: ReportSink,
  wish: ReportWish,
): Promise<void> {
  const { manifest, summary } = book;
  const { comparison, link } = wish;
  switch (kind) {
    case 'html': {
      const { writeRunHtml } = await import('./html/runHtml.ts');
      await writeRunHtml(desk, book, sink, comparison);
      break;
    }
    case 'csv': {
      const { writeTrialsCsv } = await import('./trialsCsv.ts');
      await writeTrialsCsv(desk, book, sink);
      break;
    }
    case 'json': {
      const report = runReport(manifest, summary, comparison);
      if (wish.withCases === true) {
        await writeRunJson(report, sink, (hear) => desk.engine.history.results(book.run, hear));
      } else sink.write(`${plainJson(report, 2)}\n`);
      break;
    }
    case 'jsonl':
      await desk.engine.history.results(book.run, (result) => {
        sink.write(`${plainJson(result)}\n`);
      });
      break;
    case 'markdown':
      sink.write(runMarkdown(manifest, summary ?? unended(book), { comparison, link }));
      break;
    case 'pull-request': {
      const { cases, left } = troubledCases(book, mostInComment);
      const words = [];
      for (const one of cases) words.push(await troubleSentence(desk, book, one));
      const troubled = { cases: words, left };
      sink.write(
        runMarkdown(manifest, summary ?? unended(book), {
          comparison,
          link,
          troubled,
          isComment: true,
        }),
      );
      break;
    }
    case 'github':
      for (const line of annotationLines(await runAnnotations(desk, book))) sink.write(`${line}\n`);
      break;
    case 'badge': {
      const { badge } = await import('./badge.ts');
      sink.write(badge(manifest, summary ?? unended(book)));
      break;
    }
  }
}

function unended({ manifest }: RunBook): never {
  throw new Error(
    `The run ${manifest.id} has no summary: it did not end in an orderly way. Go on with it by "assay run --resume ${manifest.id}".`,
  );
}
