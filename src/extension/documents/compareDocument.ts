import type {
  CandidateTotals,
  CellChange,
  CellPair,
  Comparison,
  ScoreMove,
} from '#core/compare/compareCells.ts';
import { candidateWords, measureFacts, methodLines } from '#core/report/compareFacts.ts';
import { count, counted, figure, percent } from '#core/report/numbers.ts';
import type { CandidateComparison, PromptComparison } from '#protocol/comparison.ts';
import { blocks, codeBlock, codeSpan, table, timeText } from './markdown.ts';
import { lineDiff } from '#core/report/lineDiff.ts';

/** What stands on one side of a comparison. */
export interface ComparedSide {
  readonly what: 'baseline' | 'run';
  /** The run, or the one that was accepted last. */
  readonly run: string;
  /** ISO 8601: when it started, or was accepted. */
  readonly at: string;
}

export interface ComparedPrompt {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly comparison: Comparison;
  /** Whether the changes are real; absent: nobody can say. */
  readonly verdicts: PromptComparison | undefined;
  /** As they were; absent: the run is not here any more. */
  readonly textBefore: string | undefined;
  readonly textAfter: string | undefined;
  /** Case → `file:line`. */
  readonly places: ReadonlyMap<string, string>;
}

export interface ComparedRuns {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** Comparisons that p-values are adjusted for. */
  readonly counted: number;
  readonly prompts: readonly ComparedPrompt[];
}

const mostLines = 300;

/** Two runs, or a baseline and a run, for reading: whether what changed is real, and then what is different case by case. */
export function compareDocument({
  before,
  after,
  counted: together,
  prompts,
}: ComparedRuns): string {
  const title = before.what === 'baseline' ? 'Baseline and run' : 'Two runs';
  return `${blocks(
    `# ${title}`,
    `Before: ${sideWords(before)}  \nAfter: ${sideWords(after)}`,
    prompts.length === 0 ? 'The two sides have no prompt in common.' : undefined,
    together > 0 ? methodLines({ counted: together }).join(' ') : undefined,
    ...prompts.map(promptPart),
  )}\n`;
}

function sideWords({ what, run, at }: ComparedSide): string {
  return what === 'baseline'
    ? `the baseline, last accepted ${timeText(at)} from run ${codeSpan(run, 40)}`
    : `run ${codeSpan(run, 40)}, started ${timeText(at)}`;
}

function promptPart(prompt: ComparedPrompt): string {
  const { file, comparison, places } = prompt;
  const of = (...changes: readonly CellChange[]): readonly CellPair[] =>
    comparison.pairs.filter(({ change }) => changes.includes(change));
  const list = (title: string, pairs: readonly CellPair[]): string | undefined => {
    if (pairs.length === 0) return undefined;
    const lines = pairs.slice(0, mostLines).map((pair) => pairLine(pair, places));
    if (pairs.length > mostLines) lines.push(`- … and ${count(pairs.length - mostLines)} more`);
    return blocks(`### ${title}: ${count(pairs.length)}`, lines.join('\n'));
  };
  return blocks(
    `## ${codeSpan(file)}`,
    comparison.candidates.map(totalsLine).join('\n'),
    ...(prompt.verdicts?.candidates ?? []).map(verdictPart),
    list('From passed to failed', of('to-failed')),
    list('From failed to passed', of('to-passed')),
    list('Other scores', of('moved')),
    list('Only before', of('only-before')),
    list('Only after', of('only-after')),
    textPart(prompt),
  );
}

/** The words of the same comparison as in the terminal and in reports. */
function verdictPart(candidate: CandidateComparison): string | undefined {
  const rows = candidate.measures
    .flatMap(measureFacts)
    .map((facts) => [
      facts.name === 'passed' ? facts.name : codeSpan(facts.name, 60),
      facts.cases,
      facts.before,
      facts.after,
      [facts.change, ...(facts.range === '' ? [] : [`(${facts.range})`])].join(' '),
      facts.p,
      [facts.verdict, ...facts.notes].filter((word) => word !== '').join('; '),
    ]);
  if (rows.length === 0) return undefined;
  return blocks(
    `### Is the change real? ${codeSpan(candidateWords(candidate))}`,
    table(['measure', 'cases', 'before', 'after', 'change', 'p', 'verdict'], rows),
  );
}

function totalsLine(totals: CandidateTotals): string {
  const { variant, model, counts, judged, passedBefore, passedAfter } = totals;
  const paired = counts['to-failed'] + counts['to-passed'] + counts.moved + counts.unchanged;
  const name = `- ${codeSpan(model)}, variant ${codeSpan(variant)}`;
  const only = listed([
    [counts['only-before'], 'only before'],
    [counts['only-after'], 'only after'],
  ]);
  const tail = only === '' ? '' : `; ${only}`;
  if (paired === 0) return `${name}: no case on both sides${tail}.`;
  const rates =
    judged === 0
      ? 'none with a verdict on both sides'
      : `passed ${rate(passedBefore, judged)} before, ${rate(passedAfter, judged)} after`;
  const changes = listed([
    [counts['to-failed'], 'from passed to failed'],
    [counts['to-passed'], 'from failed to passed'],
    [counts.moved, 'with other scores'],
    [counts.unchanged, 'unchanged'],
  ]);
  return `${name}: ${counted(paired, 'case')} on both sides, ${rates}. ${changes}${tail}.`;
}

/** What there is none of is not told. */
function listed(parts: readonly (readonly [number, string])[]): string {
  const some = parts.filter(([value]) => value > 0);
  return some.map(([value, words]) => `${count(value)} ${words}`).join(', ');
}

function rate(passed: number, judged: number): string {
  return `${count(passed)} of ${count(judged)} (${percent(passed / judged)})`;
}

function pairLine(pair: CellPair, places: ReadonlyMap<string, string>): string {
  const { caseId, model, variant, moves, before, after } = pair;
  const place = places.get(caseId);
  const head = [
    `- ${codeSpan(caseId)}`,
    `on ${codeSpan(model)}, variant ${codeSpan(variant)}`,
    ...(place === undefined ? [] : [codeSpan(place)]),
  ].join(' ');
  const lines = moves.slice(0, 20).map((move) => `  - ${moveWords(move)}`);
  const isRepeated = (before?.judged ?? 0) > 1 || (after?.judged ?? 0) > 1;
  if (before !== undefined && after !== undefined && (isRepeated || before.judged !== after.judged))
    lines.unshift(
      `  - passed ${before.passed} of ${before.judged} before, ${after.passed} of ${after.judged} after`,
    );
  return [head, ...lines].join('\n');
}

function moveWords({ evaluator, before, after }: ScoreMove): string {
  return `${codeSpan(evaluator)} ${scoreWords(before)} before, ${scoreWords(after)} after`;
}

function scoreWords(score: ScoreMove['before']): string {
  return score === undefined ? 'no score' : `${figure(score.mean)} (n=${score.n})`;
}

function textPart({ textBefore, textAfter }: ComparedPrompt): string | undefined {
  if (textBefore === undefined || textAfter === undefined) {
    return 'The text of the prompt cannot be compared: one of the runs is not here any more.';
  }
  const difference = lineDiff(textBefore, textAfter);
  if (difference === '') return 'The text of the prompt is the same.';
  return blocks(
    '### Text of the prompt',
    difference === undefined
      ? 'It is different, and too long to be compared line by line.'
      : codeBlock(difference),
  );
}
