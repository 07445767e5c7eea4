import { csvRecord } from '#base/csv.ts';
import { plainText } from '#base/plainText.ts';
import type { CandidateComparison, RunComparison } from '#protocol/comparison.ts';

const columns = [
  'prompt',
  'before variant',
  'before model',
  'after variant',
  'after model',
  'measure',
  'verdict',
  'cases',
  'before',
  'after',
  'difference',
  'low',
  'high',
  'p',
  'adjusted p',
  'smallest',
  'test',
] as const;

/** Every measure of a comparison, a record each, then every case that flipped. Numbers are whole, as the metrics give them. */
export function compareCsv(comparisons: readonly RunComparison[]): string {
  const records = comparisons.flatMap(({ prompts }) =>
    prompts.flatMap(({ file, candidates }) =>
      candidates.flatMap((one) => [...measureRecords(file, one), ...flipRecords(file, one)]),
    ),
  );
  return [columns, ...records]
    .map((cells) => csvRecord(cells.map((cell) => plainText(cell))))
    .join('');
}

function namesOf(file: string, { before, after }: CandidateComparison): readonly string[] {
  return [file, before.variant, before.model, after.variant, after.model];
}

function measureRecords(file: string, candidate: CandidateComparison): readonly string[][] {
  return candidate.measures.map((measure) => {
    const start = [...namesOf(file, candidate), measure.evaluator ?? 'passed'];
    if ('why' in measure) return [...start, `not compared: ${measure.why}`, ...blanks(10)];
    const { verdict, n, before, after, difference, interval, p, adjusted, smallest, test } =
      measure;
    const figures = [
      n,
      before,
      after,
      difference,
      interval?.low,
      interval?.high,
      p,
      adjusted,
      smallest,
    ];
    return [
      ...start,
      verdict,
      ...figures.map((value) => (value === undefined ? '' : String(value))),
      test,
    ];
  });
}

function flipRecords(file: string, candidate: CandidateComparison): readonly string[][] {
  const { toFailed, toPassed } = candidate;
  return [
    ...toFailed.map((flip) => ({ flip, word: 'to failed' })),
    ...toPassed.map((flip) => ({ flip, word: 'to passed' })),
  ].map(({ flip: { caseId, before, after }, word }) => [
    ...namesOf(file, candidate),
    `case ${caseId}`,
    word,
    '1',
    share(before),
    share(after),
    ...blanks(7),
  ]);
}

function share({ passed, judged }: { readonly passed: number; readonly judged: number }): string {
  return judged === 0 ? '' : String(passed / judged);
}

function blanks(count: number): string[] {
  return Array.from({ length: count }, () => '');
}
