import type {
  CandidateComparison,
  ChangeVerdict,
  Flip,
  RunComparison,
} from '#protocol/comparison.ts';
import {
  candidateWords,
  flipWords,
  leftOutLines,
  measureFacts,
  methodLines,
  outcomeSentence,
  pairedWords,
  sideWords,
} from '#core/report/compareFacts.ts';
import { count } from '#core/report/numbers.ts';
import type { Echo, Look } from './echo.ts';
import { tableText } from './table.ts';

/** A comparison for people: for each candidate the flips first, then a row a measure. At most 100 columns wide. */
export function showComparison(echo: Echo, comparison: RunComparison): void {
  echo.line(['strong', 'Before: '], sideWords(comparison.before));
  echo.line(['strong', 'After:  '], sideWords(comparison.after));
  for (const { name, candidates } of comparison.prompts) {
    for (const candidate of candidates) showCandidate(echo, name, candidate);
  }
  const leftOut = leftOutLines(comparison);
  if (leftOut.length > 0) echo.line();
  for (const line of leftOut.slice(0, mostLines)) echo.line(line);
  tellMore(echo, leftOut.length - mostLines);
  echo.line();
  for (const line of methodLines(comparison)) echo.line(['faint', line]);
  const look = comparison.regressed ? 'bad' : 'strong';
  echo.line(
    [look, comparison.regressed ? 'Regressed: ' : 'Compared: '],
    outcomeSentence(comparison),
  );
}

const mostLines = 20;

function showCandidate(echo: Echo, prompt: string, candidate: CandidateComparison): void {
  echo.line();
  echo.line(['strong', `${prompt} / ${candidateWords(candidate)}`]);
  echo.line(`${pairedWords(candidate)}.`);
  showFlips(echo, 'From passed to failed', candidate.toFailed);
  showFlips(echo, 'From failed to passed', candidate.toPassed);
  showIds(echo, 'Only before', candidate.onlyBefore);
  showIds(echo, 'Only after', candidate.onlyAfter);
  if (candidate.measures.length > 0) showMeasures(echo, candidate);
}

function showFlips(echo: Echo, title: string, flips: readonly Flip[]): void {
  if (flips.length === 0) return;
  echo.line(`${title}: ${count(flips.length)}`);
  for (const flip of flips.slice(0, mostLines)) {
    const words = flipWords(flip);
    echo.line(`  ${flip.caseId}`, ...(words === '' ? [] : [`  ${words}`]));
  }
  tellMore(echo, flips.length - mostLines);
}

function showIds(echo: Echo, title: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const more = ids.length > 10 ? ` and ${count(ids.length - 10)} more` : '';
  echo.line(`${title}: ${ids.slice(0, 10).join(', ')}${more}`);
}

function tellMore(echo: Echo, more: number): void {
  if (more > 0) echo.line(`  and ${count(more)} more; --format json has them all`);
}

/** With the gaps between its columns 100 characters at most. */
const columns = [
  { title: 'measure', width: 20 },
  { title: 'cases', width: 6 },
  { title: 'before', width: 8 },
  { title: 'after', width: 8 },
  { title: 'change', width: 16 },
  { title: 'p', width: 7 },
  { title: 'verdict', width: 23 },
] as const;

const looks: Readonly<Record<ChangeVerdict, Look>> = {
  improved: 'good',
  regressed: 'bad',
  'no evidence': 'faint',
  'too few cases': 'caution',
};

/** The word says it; its colour only repeats it. */
function showMeasures(echo: Echo, { measures }: CandidateComparison): void {
  const rows = measures
    .flatMap(measureFacts)
    .map(({ name, cases, before, after, change, range, p, verdict, notes }) => [
      name,
      cases,
      before,
      after,
      range === '' ? [change] : [change, range],
      p,
      verdict === '' ? notes : [verdict, ...notes],
    ]);
  echo.line();
  for (const line of tableText(columns, rows, 'compact').split('\n')) {
    const word = (Object.keys(looks) as ChangeVerdict[]).find((one) => line.endsWith(`  ${one}`));
    if (word === undefined) echo.line(line);
    else echo.line(line.slice(0, -word.length), [looks[word], word]);
  }
}
