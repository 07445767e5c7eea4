import { plainField, plainJson } from '#base/plainText.ts';
import type { StoredRun } from '#core/engine.ts';
import { runReport } from '#core/report/json.ts';
import { detailLines } from '#core/report/detailLines.ts';
import { figure } from '#core/report/numbers.ts';
import { nameOfCandidate } from '#core/report/sentences.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { Score } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { writeRun } from '../runFormats.ts';
import type { Echo } from '../terminal/echo.ts';
import { showFlakyCases } from './flakyCases.ts';
import type { HistoryShowOptions } from './history.ts';

/** Shows a stored run as `run` did. `jsonl` is its results, one a line. */
export async function historyShow(
  context: Context,
  id: string,
  { cases, format }: HistoryShowOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { engine } = await context.open();
  const run = await engine.history.find(id);
  if (run === undefined) {
    err.line(
      ['bad', 'error'],
      ` no run, or more than one, starts with '${id}'. "assay history list" has them all.`,
    );
    return exitCodes.configuration;
  }
  if (!('value' in run.manifest)) {
    err.line(['bad', 'error'], ` ${run.manifest.message}`);
    return exitCodes.configuration;
  }
  const manifest = run.manifest.value;
  const summary = 'value' in run.summary ? run.summary.value : undefined;
  if (format === 'jsonl') {
    await engine.history.results(run, (result) => {
      if (isWanted(result, cases ?? 'all')) out.json(plainJson(result));
    });
    return exitCodes.fine;
  }
  if (format === 'json') {
    const listed = cases === undefined ? {} : { cases: await gather(engine, run, cases) };
    out.json(plainJson({ ...runReport(manifest, summary), ...listed }, 2));
    return exitCodes.fine;
  }
  if ('fault' in run.summary) sayWithoutSummary(err, run.id, run.summary);
  if (summary !== undefined) {
    if (format === 'table') {
      out.line(
        ['strong', `Run ${run.id}`],
        ` of ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
      );
      out.line();
    }
    await writeRun(format, out, manifest, summary);
    if (format === 'table') await showFlakyCases(out, engine, run, manifest, summary);
  }
  if (cases !== undefined && format === 'table') {
    out.line();
    await engine.history.results(run, (result) => {
      if (isWanted(result, cases)) showTrial(out, manifest, result, cases === 'all');
    });
  }
  return exitCodes.fine;
}

function sayWithoutSummary(
  err: Echo,
  id: string,
  summary: Extract<StoredRun['summary'], { fault: unknown }>,
): void {
  if (summary.fault !== 'missing') {
    err.line(['caution', 'warning'], ` ${summary.message}`);
    return;
  }
  err.line('This run did not end in an orderly way, or is still at work.');
  err.line('To go on with it: ', ['strong', `assay run --resume ${id}`]);
}

async function gather(
  { history }: App['engine'],
  run: StoredRun,
  cases: 'failed' | 'errors' | 'all',
): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  await history.results(run, (result) => {
    if (isWanted(result, cases)) results.push(result);
  });
  return results;
}

/** `errors` has no answer, or no score; `failed` has an answer that did not pass. */
function isWanted(result: TrialResult, cases: 'failed' | 'errors' | 'all'): boolean {
  if (cases === 'all') return true;
  if (cases === 'failed') return result.pass === false;
  return (
    result.state === 'error' ||
    result.state === 'unknown' ||
    result.scores.some(({ score }) => score.outcome === 'failed')
  );
}

/** `withGood`: what good scores were made from is shown too. */
function showTrial(out: Echo, manifest: RunManifest, result: TrialResult, withGood: boolean): void {
  const { caseId, candidate, repeat, failure, scores, reply } = result;
  const again = repeat === 0 ? '' : `, repetition ${repeat + 1}`;
  out.line(
    verdict(result),
    '  ',
    ['strong', plainField(caseId, 80)],
    `  ${plainField(nameOfCandidate(manifest, candidate))}${again}`,
  );
  if (failure !== undefined) {
    out.line(`    ${plainField(failure.code, 60)}: ${plainField(failure.message, 300)}`);
  }
  for (const { evaluator, score, details } of scores) {
    const isGood = score.outcome === 'scored' && score.pass !== false;
    if (isGood && !(withGood && details !== undefined)) continue;
    out.line(
      `    ${plainField(evaluator, 60)}: ${scoreWord(score)}${
        score.why === undefined ? '' : `, ${plainField(score.why, 300)}`
      }`,
    );
    for (const line of detailLines(details).slice(0, mostDetailLines)) {
      const indent = ' '.repeat(6 + line.length - line.trimStart().length);
      out.line(['faint', `${indent}${plainField(line, 300)}`]);
    }
  }
  if (reply !== undefined) out.line(['faint', `    reply: ${plainField(reply.text, 160)}`]);
}

function scoreWord(score: Score): string {
  if (score.outcome !== 'scored') return score.outcome;
  if (score.pass === false) return 'did not pass';
  return score.pass === true ? 'passed' : figure(score.value);
}

/** `jsonl` has them all. */
const mostDetailLines = 40;

function verdict({ state, pass }: TrialResult): readonly ['good' | 'bad' | 'caution', string] {
  if (state === 'error') return ['bad', 'error'];
  if (pass === undefined) return ['caution', state === 'replied' ? 'no verdict' : state];
  return pass ? ['good', 'pass'] : ['bad', 'fail'];
}
