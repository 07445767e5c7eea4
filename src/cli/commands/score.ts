import { resolve } from 'node:path';
import { formatOf } from '#core/formats/builtin.ts';
import { plainJson } from '#base/plainText.ts';
import type { Names } from '#core/report/candidateFacts.ts';
import type { ScoreReport } from '#core/report/json.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { CandidateSummary } from '#protocol/run.ts';
import type { MetricArgument } from '../args.ts';
import type { Context } from '../context.ts';
import { exitCodeOf, exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import { showProblems } from '../terminal/problems.ts';

export interface ScoreOptions {
  readonly prompt?: string;
  readonly metric?: readonly MetricArgument[];
  readonly map?: Readonly<Record<string, string>>;
  readonly format: 'table' | 'json' | 'jsonl';
  readonly output?: string;
}

/** Scores replies that exist already. There is no gate: the code tells only whether everything could be scored. */
export async function scoreCommand(
  context: Context,
  file: string,
  options: ScoreOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const { prompt, metric, map, format } = options;
  if (prompt === undefined && metric === undefined && formatOf(file) === undefined) {
    err.line(['bad', 'error'], ' nothing to score with. Allowed: --prompt FILE, or --metric KIND.');
    return exitCodes.configuration;
  }
  const app = await context.open();
  const fault = await outputFault(app.files, context.cwd, options.output);
  if (fault !== undefined) {
    err.line(['bad', 'error'], ` ${fault}`);
    return exitCodes.configuration;
  }
  if (hasErrors(app.problems)) {
    showProblems(err, app.problems);
    return exitCodeOfProblems(app.problems);
  }
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  await using output = await openOutput(
    app.files,
    out,
    context.cwd,
    options.output,
    format === 'jsonl',
  );
  const scoring = app.engine.score(
    {
      file: resolve(context.cwd, file),
      ...(prompt === undefined ? {} : { prompt: resolve(context.cwd, prompt) }),
      metrics: metric ?? [],
      ...(map === undefined ? {} : { map }),
    },
    (result) => {
      if (format === 'jsonl') output.echo.json(plainJson(result));
    },
    signals.stopping,
  );
  const scored = await unlessInterrupted(signals, scoring);
  if (scored === undefined) return exitCodes.interrupted;
  const { problems, summary } = scored;
  showProblems(err, [...app.problems, ...problems]);
  if (hasErrors(problems)) return exitCodeOfProblems(problems);
  if (summary === undefined) {
    return signals.wasInterrupted() ? exitCodes.interrupted : exitCodes.configuration;
  }
  if (format === 'json') {
    output.echo.json(plainJson({ version: 1, summary } satisfies ScoreReport, 2));
  } else if (format === 'table') {
    const { showCandidates } = await import('../terminal/summary.ts');
    showCandidates(output.echo, namesOf(file, summary), [summary]);
  }
  await output.commit();
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  const gate = { pass: true, reasons: [] };
  return exitCodeOf({ ended: 'complete', candidates: [summary], gate }, signals.wasInterrupted());
}

/** A file of replies stands where a run has a prompt and a model. */
function namesOf(file: string, { candidate, planned }: CandidateSummary): Names {
  const prompt = { file, name: file, sha256: '', text: '', cases: planned, repeats: 1 };
  return {
    prompts: [prompt],
    candidates: Array.from({ length: candidate + 1 }, () => ({
      prompt: 0,
      variant: 'replies',
      model: 'as recorded',
    })),
  };
}
