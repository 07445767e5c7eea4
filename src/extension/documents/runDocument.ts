import { candidateFacts } from '#core/report/candidateFacts.ts';
import { judgeLines } from '#core/report/judgeFacts.ts';
import { count, counted } from '#core/report/numbers.ts';
import { endSentence, gateLines } from '#core/report/sentences.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { blocks, codeSpan, plainLine, timeText } from './markdown.ts';
import { scoreWords, trialWords } from './trialWords.ts';

/** Trials of one sort: all are counted, the first are there. */
export interface TrialList {
  readonly total: number;
  readonly first: readonly TrialResult[];
}

export interface RunFound {
  readonly manifest: RunManifest;
  /** Absent: the run did not end in an orderly way, or goes on. */
  readonly summary: RunSummary | undefined;
  readonly finished: number;
  readonly failed: TrialList;
  readonly errors: TrialList;
  readonly stopped: TrialList;
  readonly notScored: TrialList;
  /** `file:line` of a case. */
  readonly placeOf: (candidate: number, caseId: string) => string | undefined;
}

/** One run, for reading: how it ended, each candidate, then what failed. */
export function runDocument(found: RunFound): string {
  const { manifest, summary } = found;
  return `${blocks(
    `# Run ${codeSpan(manifest.id)}`,
    headLines(manifest, summary).join('\n'),
    summary === undefined
      ? `There is no summary: the run goes on, or was cut off. ${counted(found.finished, 'trial')} of ${count(manifest.trials)} ended so far.`
      : candidateList(manifest, summary),
    listPart('Failed', found.failed, found),
    listPart('Errors', found.errors, found),
    listPart('Not scored', found.notScored, found),
    listPart('Stopped before an answer', found.stopped, found),
  )}\n`;
}

function headLines(manifest: RunManifest, summary: RunSummary | undefined): readonly string[] {
  const commit = manifest.commit === undefined ? '' : `, commit ${codeSpan(manifest.commit, 12)}`;
  const prompts = manifest.prompts.map(({ file }) => codeSpan(file)).slice(0, 20);
  const more = manifest.prompts.length - prompts.length;
  const lines = [
    `Prompts: ${prompts.join(', ')}${more > 0 ? ` and ${more} more` : ''}  `,
    `Started ${timeText(manifest.startedAt)}${commit}, Assay ${codeSpan(manifest.assay, 40)}  `,
  ];
  if (manifest.options.cases.length > 0) {
    lines.push(`Only ${counted(manifest.options.cases.length, 'case')} was asked for  `);
  }
  if (summary === undefined) return lines;
  lines.push(`${plainLine(endSentence(manifest, summary), 1000)}  `);
  const gate = gateLines(manifest.gate, summary);
  for (const line of gate.slice(0, 50)) lines.push(`${plainLine(line.trim())}  `);
  return lines;
}

/** A list, since the text stands in half a window: a table of eight columns would be wrapped out of shape. */
function candidateList(manifest: RunManifest, summary: RunSummary): string {
  const items = summary.candidates.slice(0, 200).map((candidate) => {
    const facts = candidateFacts(manifest, candidate);
    const name = `${codeSpan(facts.prompt)} on ${codeSpan(facts.model)}, variant ${codeSpan(facts.variant)}`;
    const more = [
      facts.scores.length === 0 ? '' : `scores: ${joined(facts.scores)}`,
      `trials: ${joined(facts.trials)}`,
      joined([...facts.latency, ...facts.tokens, facts.cost, ...facts.judging]),
    ];
    const lines = more.filter((line) => line !== '').map((line) => `  - ${line}`);
    return [`- ${name}: ${joined(facts.verdict)}`, ...lines].join('\n');
  });
  const judges = judgeLines(summary.candidates).map((line) => `\n\n${plainLine(line)}`);
  return items.join('\n') + judges.join('');
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => plainLine(line.trim())).join(', ');
}

function listPart(title: string, { total, first }: TrialList, found: RunFound): string | undefined {
  if (total === 0) return undefined;
  const lines = first.map((result) => trialLine(result, found));
  if (total > first.length) lines.push(`- … and ${count(total - first.length)} more`);
  return blocks(`## ${title}: ${count(total)}`, lines.join('\n'));
}

function trialLine(result: TrialResult, { manifest, placeOf }: RunFound): string {
  const candidate = manifest.candidates[result.candidate];
  const place = placeOf(result.candidate, result.caseId);
  const head = [
    `- ${codeSpan(result.caseId)}`,
    `on ${codeSpan(candidate?.model ?? 'unknown')}, variant ${codeSpan(candidate?.variant ?? 'unknown')}`,
    ...(result.repeat > 0 ? [`repetition ${result.repeat + 1}`] : []),
    ...(place === undefined ? [] : [codeSpan(place)]),
  ].join(' ');
  const telling = result.scores.filter(
    ({ score }) => score.outcome !== 'scored' || score.pass === false,
  );
  const reasons = telling.slice(0, 5).map((score) => `  - ${scoreWords(score)}`);
  const words = result.state === 'replied' ? [] : [`  - ${trialWords(result)}`];
  return [head, ...words, ...reasons].join('\n');
}
