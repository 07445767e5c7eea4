import { openReportDesk, type ReportDesk } from '#core/report/reportDesk.ts';
import type { RunReportKind } from '#core/report/reportKinds.ts';
import { isMachineReport, writeMachineReport } from '#core/report/writeMachineReport.ts';
import { writeRunReport } from '#core/report/writeRunReport.ts';
import type { RunBook } from '#core/views/runBook.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { TrialResult } from '#protocol/trial.ts';
import {
  manifestOf,
  promptFile,
  resultsOf,
  summaryOf,
  tickets,
  viewedProject,
  type ViewedProject,
} from './viewedProject.ts';

/** A run that reports are made of: four tickets on two models, and the run before it accepted. */
export interface ReportedRun extends AsyncDisposable {
  readonly project: ViewedProject;
  readonly desk: ReportDesk;
  readonly book: RunBook;
  readonly comparison: RunComparison;
  report(kind: RunReportKind): Promise<string>;
}

export const acceptedId = '01M858VHTA4QX50TDF3RFW2074';

/** `outcomes`: as `resultsOf` reads them. Replies and ids may be replaced. */
export async function reportedRun(
  outcomes = 'ffppeppp',
  change: {
    readonly replies?: readonly string[];
    readonly results?: (results: readonly TrialResult[]) => readonly TrialResult[];
    readonly cases?: readonly EvalCase[];
  } = {},
): Promise<ReportedRun> {
  const project = await viewedProject();
  const { replies = [], cases = tickets, results: changed = (results) => results } = change;
  const accepted = manifestOf({ id: acceptedId });
  await project.write(accepted, resultsOf(accepted, 'pppppppp'), summaryOf(accepted.id, 4, 4));
  const [before] = await project.history.list();
  if (before === undefined) throw new Error('There is no run.');
  await project.baselines.accept(before);
  const manifest = manifestOf({ commit: 'ab12'.repeat(10) });
  const results = resultsOf(manifest, outcomes).map((result) => {
    const text = replies[result.trial];
    if (text === undefined || result.reply === undefined) return result;
    return { ...result, reply: { ...result.reply, text } };
  });
  await project.write(manifest, changed(results), summaryOf(manifest.id, 2, 3), cases);
  const desk = openReportDesk(project.engine, []);
  const book = await desk.shelf.open(manifest.id);
  const run = await project.history.find(manifest.id);
  if (book === undefined || run === undefined) throw new Error('The run cannot be read.');
  const never = new AbortController().signal;
  const request = { before: 'baseline', after: run, prompt: promptFile } as const;
  const compared = await project.engine.compare(request, never);
  if (!('value' in compared)) throw new Error(compared.refused);
  const comparison = compared.value;
  return {
    project,
    desk,
    book,
    comparison,
    async report(kind) {
      let text = '';
      const sink = { write: (piece: string) => void (text += piece) };
      if (isMachineReport(kind)) await writeMachineReport(kind, { desk, book }, sink);
      else await writeRunReport(kind, { desk, book }, sink, { comparison });
      return text;
    },
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}
