import { isAbsolute, relative, resolve, sep } from 'node:path';
import { plainJson } from '#base/plainText.ts';
import { version } from '#core/version.ts';
import type { Coverage } from '#core/engine.ts';
import type { Problem } from '#protocol/problem.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { openOutput, outputFault, type ResultOutput } from '../resultOutput.ts';
import { problemCount, showProblems } from '../terminal/problems.ts';
import { showCoverage } from '../terminal/coverage.ts';

export interface LintOptions {
  readonly format: 'table' | 'json' | 'sarif' | 'github';
  readonly output?: string;
  /** Show what the prompts demand, and what of it is tested. */
  readonly coverage?: true;
  /** The code of a rule. */
  readonly explain?: string;
  readonly rules?: true;
  /** Looks through the prompts, too. */
  readonly model?: string;
  readonly maxCost?: number;
}

/** Problems are this command's result, so they go to stdout. */
export async function lintCommand(
  context: Context,
  files: readonly string[],
  options: LintOptions,
): Promise<ExitCode> {
  const { format, output: named } = options;
  if (options.rules === true || options.explain !== undefined) {
    const { explainRule, listRules } = await import('./lintRules.ts');
    return options.explain === undefined
      ? listRules(context, format)
      : explainRule(context, options.explain, format);
  }
  const { out, err } = context.terminal;
  const app = await context.open();
  const fault = await outputFault(app.files, context.cwd, named);
  if (fault !== undefined) {
    err.line(['bad', 'error'], ` ${fault}`);
    return exitCodes.configuration;
  }
  await using output = await openOutput(app.files, out, context.cwd, named);
  const paths = files.map((file) => resolve(context.cwd, file));
  const found: Coverage = hasErrors(app.problems)
    ? { problems: [], prompts: [] }
    : await app.engine.coverage(paths, new AbortController().signal);
  const own: readonly Problem[] = [...app.problems, ...found.problems];
  const hints = options.model === undefined ? [] : await reviewed(context, paths, options);
  const problems = [...own, ...hints];
  const covered = options.coverage === true ? found.prompts : undefined;
  await writeProblems(format, output, { problems, covered }, app.engine.root);
  await output.commit();
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  // What a model says decides nothing.
  return exitCodeOfProblems(own);
}

/** Whatever comes of it, the result is what it would be without. */
async function reviewed(
  context: Context,
  files: readonly string[],
  { model = '', maxCost = usualMostUsd }: LintOptions,
): Promise<readonly Problem[]> {
  const { err } = context.terminal;
  const app = await context.open();
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  const asked = app.engine.review({ files, model, maxCostUsd: maxCost }, signals.stopping);
  const result = await unlessInterrupted(signals, asked);
  if (result === undefined) return [];
  const { problems, notes, prompts, dropped, spentUsd } = result;
  for (const note of notes) err.line(['caution', 'warning'], ` ${note}`);
  const lost =
    dropped === 0 ? '' : `; ${dropped} findings left out, since they quote what is not there`;
  err.line(
    `${model} looked through ${prompts} prompts: ${problems.length} hints${lost}. $${spentUsd.toFixed(4)}`,
  );
  return problems;
}

const usualMostUsd = 0.5;

async function writeProblems(
  format: LintOptions['format'],
  { echo, sink }: ResultOutput,
  {
    problems,
    covered,
  }: Pick<Coverage, 'problems'> & { readonly covered: Coverage['prompts'] | undefined },
  root: string,
): Promise<void> {
  const nameOf = (file: string): string => nameBelow(root, file);
  switch (format) {
    case 'json':
      echo.json(
        plainJson({ version: 1, problems, ...(covered !== undefined && { prompts: covered }) }, 2),
      );
      break;
    case 'sarif': {
      const { lintSarif } = await import('#core/report/sarif/lintSarif.ts');
      sink.write(await lintSarif(version, problems, nameOf));
      break;
    }
    case 'github': {
      const { annotationLines, problemAnnotations } = await import('#core/report/annotations.ts');
      for (const line of annotationLines(problemAnnotations(problems, nameOf))) {
        sink.write(`${line}\n`);
      }
      break;
    }
    case 'table':
      if (covered !== undefined) showCoverage(echo, covered);
      else if (problems.length === 0) echo.line(problemCount(problems));
      else showProblems(echo, problems);
      break;
  }
}

/** A file below the root by its name there; another one as it is. */
function nameBelow(root: string, file: string): string {
  const name = isAbsolute(file) ? relative(root, file) : file;
  return name.startsWith('..') ? file : name.split(sep).join('/');
}
