import type { CandidateSummary, RunManifest, RunSummary } from '#protocol/run.ts';
import { candidateFacts, type Names } from '#core/report/candidateFacts.ts';
import { judgeLines } from '#core/report/judgeFacts.ts';
import { labelTables, type DetailTable } from '#core/report/labelTables.ts';
import { endSentence, gateLines, nameOfCandidate } from '#core/report/sentences.ts';
import type { Echo } from './echo.ts';
import { tableText } from './table.ts';

/** The end of a run for people: a row a candidate, labels in detail, the gate. At most 100 columns wide. */
export function showSummary(echo: Echo, manifest: RunManifest, summary: RunSummary): void {
  showCandidates(echo, manifest, summary.candidates);
  const lines = gateLines(manifest.gate, summary);
  for (const [place, line] of lines.entries()) {
    if (place > 0) echo.line(line);
    else echo.line([gateLook(line), line]);
  }
  echo.line(endSentence(manifest, summary));
}

/** The same without a gate. */
export function showCandidates(
  echo: Echo,
  names: Names,
  candidates: readonly CandidateSummary[],
): void {
  echo.text(candidateTable(names, candidates));
  const repeated = candidates.filter(({ repetitions }) => repetitions !== undefined);
  if (candidates.some(({ interval }) => interval !== undefined)) {
    const over = repeated.length === 0 ? '' : ', with repetitions over the cases';
    echo.line(['faint', `Ranges are 95 % Wilson intervals${over}.`]);
  }
  if (repeated.length > 0) {
    echo.line([
      'faint',
      'Flaky: passed in some repetitions. pass@k: one of k passes. pass^k: all k do.',
    ]);
  }
  for (const line of judgeLines(candidates)) echo.line(line);
  echo.line();
  for (const candidate of candidates) {
    for (const table of candidate.evaluators.flatMap((evaluator) => labelTables(evaluator))) {
      const name = candidates.length > 1 ? `${nameOfCandidate(names, candidate.candidate)}: ` : '';
      echo.line(['strong', `${name}${table.title}`]);
      echo.text(detailText(table));
      echo.line();
    }
  }
}

/** With the gaps between its columns 100 characters at most. */
const columns = [
  { title: 'prompt, variant, model', width: 23 },
  { title: 'passed', width: 16 },
  { title: 'scores', width: 21 },
  { title: 'trials', width: 18 },
  { title: 'time, tokens', width: 12 },
] as const;

function candidateTable(names: Names, candidates: readonly CandidateSummary[]): string {
  const rows = candidates.map((candidate) => {
    const facts = candidateFacts(names, candidate);
    return [
      [`${facts.prompt} / ${facts.variant}`, facts.model],
      facts.verdict,
      facts.scores,
      facts.trials,
      [...facts.latency, ...facts.tokens, facts.cost, ...facts.judging],
    ];
  });
  return tableText(columns, rows);
}

function detailText({ columns: titles, rows }: DetailTable): string {
  const rest = Math.max(8, Math.floor(74 / Math.max(1, titles.length - 1)) - 2);
  return tableText(
    titles.map((title, place) => ({ title, width: place === 0 ? 22 : rest })),
    rows,
    'compact',
  );
}

function gateLook(line: string): 'good' | 'bad' | 'faint' {
  if (line === 'Gate: failed.') return 'bad';
  return line === 'Gate: passed.' ? 'good' : 'faint';
}
