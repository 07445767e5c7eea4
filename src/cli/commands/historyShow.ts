import { plainField, plainJson } from '#base/plainText.ts';
import type { Engine, StoredRun } from '#core/engine.ts';
import { runReport, writeRunJson } from '#core/report/json.ts';
import { detailLines } from '#core/report/detailLines.ts';
import { figure } from '#core/report/numbers.ts';
import { nameOfCandidate } from '#core/report/sentences.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { Score } from '#protocol/score.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { buildLink } from '../buildLink.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';
import { openReports, reportFault } from '../reportFiles.ts';
import { openOutput, outputFault, type ResultOutput } from '../resultOutput.ts';
import { writeRun, type RunFormat } from '../runFormats.ts';
import { runToShow, sinkFor, type RunToShow } from '../runToShow.ts';
import type { Echo } from '../terminal/echo.ts';
import { showFlakyCases } from './flakyCases.ts';
import type { HistoryShowOptions } from './history.ts';
import { findRun } from './findRun.ts';

/** Shows a stored run as `run` did. `jsonl` is its results, one a line. */
export async function historyShow(
  context: Context,
  id: string,
  options: HistoryShowOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { format, report: wanted = [] } = options;
  const refuse = (why: string): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    return exitCodes.configuration;
  };
  const { engine, files, clock } = await context.open();
  const fault =
    (await outputFault(files, context.cwd, options.output)) ??
    (await reportFault(files, context.cwd, wanted, options.output));
  if (fault !== undefined) return refuse(fault);
  const found = await findRun({ engine }, id);
  if ('refusal' in found) return refuse(found.refusal);
  const { run } = found;
  if (!('value' in run.manifest)) return refuse(run.manifest.message);
  using signals = hearSignals(process, clock, (text) => err.line(text));
  await using output = await openOutput(files, out, context.cwd, options.output);
  await using reports = await openReports(files, { out, err }, context.cwd, wanted);
  const link = options.link ?? buildLink(context.env);
  const shown = runToShow(engine, run.id, { link }, signals.stopping);
  await writeShown(output, { engine, run, shown }, options, err);
  await output.commit();
  const isWhole = await reports.write(shown);
  if (output.file !== undefined && format !== 'table') err.line(`Written to ${output.file}`);
  return isWhole ? exitCodes.fine : exitCodes.configuration;
}

async function writeShown(
  output: ResultOutput,
  {
    engine,
    run,
    shown,
  }: { readonly engine: Engine; readonly run: StoredRun; readonly shown: RunToShow },
  { cases, format }: HistoryShowOptions,
  err: Echo,
): Promise<void> {
  if (!('value' in run.manifest)) return;
  const { echo } = output;
  const manifest = run.manifest.value;
  const summary = 'value' in run.summary ? run.summary.value : undefined;
  if (format === 'jsonl') {
    await engine.history.results(run, (result) => {
      if (isWanted(result, cases ?? 'all')) echo.json(plainJson(result));
    });
    return;
  }
  if (format === 'json') {
    const report = runReport(manifest, summary);
    if (cases === undefined) echo.json(plainJson(report, 2));
    else {
      await writeRunJson(report, output.sink, (hear) =>
        engine.history.results(run, (result) => {
          if (isWanted(result, cases)) hear(result);
        }),
      );
    }
    return;
  }
  if ('fault' in run.summary) sayWithoutSummary(err, run.id, run.summary);
  if (format !== 'table') {
    if (summary !== undefined || withoutSummary.has(format)) {
      await shown.write(format, sinkFor(format, output));
    }
    return;
  }
  if (summary !== undefined) {
    echo.line(
      ['strong', `Run ${run.id}`],
      ` of ${manifest.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    );
    echo.line();
    await writeRun('table', output, shown, { manifest, summary });
    await showFlakyCases(echo, engine, run, manifest, summary);
  }
  if (cases !== undefined) {
    echo.line();
    await engine.history.results(run, (result) => {
      if (isWanted(result, cases)) showTrial(echo, manifest, result, cases === 'all');
    });
  }
}

/** What can be written of a run that did not end in an orderly way. */
const withoutSummary: ReadonlySet<RunFormat> = new Set(['html', 'junit', 'sarif', 'csv', 'github']);

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
