import { done, failed, type Outcome } from '#base/rpc.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { ExportWish, SideRef } from '#protocol/panel.ts';
import type { CompareRequest, CompareSide } from '../engine.ts';
import { openReportDesk, type ReportEngine } from './reportDesk.ts';
import type { ReportSink } from './reportSink.ts';
import { writeCompareReport } from './writeCompareReport.ts';
import { writeRunReport } from './writeRunReport.ts';

const endings = { html: 'html', markdown: 'md', csv: 'csv', json: 'json' } as const;

/** What a report is called where nobody says otherwise. */
export function exportName({ what, format }: ExportWish): string {
  const name = what.kind === 'run' ? `run-${what.run}` : 'comparison';
  return `assay-${name.replace(/[^\w-]/g, '')}.${endings[format]}`;
}

/** Writes what a page shows as a report. Rejects with `FileError`, with the signal's reason, or with what the sink throws. */
export async function writeExport(
  engine: ReportEngine,
  { what, format }: ExportWish,
  sink: ReportSink,
  signal: AbortSignal,
): Promise<Outcome<undefined>> {
  const stoppable = {
    write(text: string): void {
      signal.throwIfAborted();
      sink.write(text);
    },
  };
  if (what.kind === 'compare') {
    const compared = await comparisonsOf(engine, what.sides, signal);
    if (!compared.ok) return compared;
    await writeCompareReport(format, compared.value, stoppable, () => openReportDesk(engine, []));
    return done(undefined);
  }
  const desk = openReportDesk(engine, []);
  const book = await desk.shelf.open(what.run);
  if (book === undefined) return failed('no-such-run', 'This run is not here any more.');
  if (format === 'markdown' && book.summary === undefined) {
    return failed('no-summary', 'The run has no end yet.', 'Go on with it, or export it as HTML.');
  }
  const compared = await engine.compare({ before: 'baseline', after: book.run }, signal);
  const comparison = 'value' in compared ? compared.value : undefined;
  await writeRunReport(format, { desk, book }, stoppable, { comparison, withCases: true });
  return done(undefined);
}

/** Each side against the first. */
async function comparisonsOf(
  engine: ReportEngine,
  [first, ...others]: readonly SideRef[],
  signal: AbortSignal,
): Promise<Outcome<readonly RunComparison[]>> {
  const before = first && (await sideOf(engine, first));
  if (before === undefined || others.length === 0) return gone;
  const comparisons: RunComparison[] = [];
  for (const other of others) {
    const after = await sideOf(engine, other);
    if (after === undefined) return gone;
    if (before.file !== after.file) return twoPrompts;
    const request: CompareRequest = {
      before: before.side,
      after: after.side,
      prompt: after.file,
      models: [before.model, after.model],
      variants: [before.variant, after.variant],
    };
    const compared = await engine.compare(request, signal);
    if ('refused' in compared) return failed('not-comparable', compared.refused);
    comparisons.push(compared.value);
  }
  return done(comparisons);
}

interface FoundSide {
  readonly side: CompareSide;
  readonly file: string;
  readonly variant: string;
  readonly model: string;
}

async function sideOf({ history }: ReportEngine, ref: SideRef): Promise<FoundSide | undefined> {
  if (ref.kind === 'baseline') {
    const { file, variant, model } = ref;
    return { side: 'baseline', file, variant, model };
  }
  const side = await history.find(ref.run);
  if (side === undefined || !('value' in side.manifest)) return undefined;
  const { candidates, prompts } = side.manifest.value;
  const names = candidates[ref.candidate];
  const file = prompts[names?.prompt ?? -1]?.file;
  if (names === undefined || file === undefined) return undefined;
  return { side, file, variant: names.variant, model: names.model };
}

const gone = failed('no-such-side', 'A run that was to be compared is not here any more.');
const twoPrompts = failed(
  'two-prompts',
  'The sides are of two prompts: there is nothing to say of their cases together.',
);
