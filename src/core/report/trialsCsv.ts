import { csvRecord } from '#base/csv.ts';
import { plainText } from '#base/plainText.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { outcomeOf } from '../views/outcome.ts';
import type { RunBook } from '../views/runBook.ts';
import type { ReportDesk } from './reportDesk.ts';
import type { ReportSink } from './reportSink.ts';

/** Of one cell, in UTF-16 units; spreadsheets take no more. */
const longestCell = 32_000;

const before = [
  'run',
  'prompt',
  'file',
  'variant',
  'model',
  'case',
  'repetition',
  'tags',
  'state',
  'outcome',
  'pass',
] as const;
const after = [
  'input',
  'expected',
  'reply',
  'error',
  'error message',
  'input tokens',
  'output tokens',
  'cost usd',
  'latency ms',
  'attempts',
  'source',
] as const;

/** Every trial of a run, a record each, in the order they ended: memory holds one at a time. A column a score, named by its evaluator. */
export async function writeTrialsCsv(
  { engine }: Pick<ReportDesk, 'engine'>,
  book: RunBook,
  sink: ReportSink,
): Promise<void> {
  const evaluators = [
    ...new Set(book.parts.flatMap((part) => part.evaluators.map(({ name }) => name))),
  ];
  const scoreColumns = evaluators.flatMap((name) => [`score: ${name}`, `why: ${name}`]);
  sink.write(record([...before, ...scoreColumns, ...after]));
  await engine.history.results(book.run, (result) => {
    sink.write(record(cellsOf(book, result, evaluators)));
  });
}

function cellsOf(
  { manifest, parts }: RunBook,
  result: TrialResult,
  evaluators: readonly string[],
): readonly string[] {
  const { caseId, repeat, state, pass, scores, reply, failure, attempts } = result;
  const { prompt = -1, variant = '', model = '' } = manifest.candidates[result.candidate] ?? {};
  const { name = '', file = '' } = manifest.prompts[prompt] ?? {};
  const cases = parts[prompt]?.rows.plan.cases;
  const index = cases?.indexOf(caseId);
  const byName = new Map(scores.map((one) => [one.evaluator, one.score]));
  return [
    manifest.id,
    name,
    file,
    variant,
    model,
    caseId,
    String(repeat + 1),
    index === undefined ? '' : (cases?.tagsOf(index).join(', ') ?? ''),
    state,
    outcomeOf([result]),
    pass === undefined ? '' : pass ? 'yes' : 'no',
    ...evaluators.flatMap((evaluator) => {
      const score = byName.get(evaluator);
      if (score === undefined) return ['', ''];
      return [score.outcome === 'scored' ? String(score.value) : '', score.why ?? ''];
    }),
    index === undefined ? '' : (cases?.inputOf(index) ?? ''),
    index === undefined ? '' : (cases?.expectedOf(index) ?? ''),
    reply?.text ?? '',
    failure?.code ?? '',
    failure?.message ?? '',
    ...numbers(
      reply?.usage?.inputTokens,
      reply?.usage?.outputTokens,
      reply?.costUsd,
      reply?.latencyMs,
    ),
    String(attempts),
    reply?.source ?? '',
  ];
}

function numbers(...values: readonly (number | undefined)[]): readonly string[] {
  return values.map((value) => (value === undefined ? '' : String(value)));
}

/** Without what would act on a terminal, a CI log or a spreadsheet. */
function record(cells: readonly string[]): string {
  return csvRecord(cells.map((cell) => plainText(cell.slice(0, longestCell))));
}
