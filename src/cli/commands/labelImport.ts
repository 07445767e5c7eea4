import { resolve } from 'node:path';
import { counted } from '#core/report/numbers.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';

export interface LabelImportOptions {
  readonly prompt: string;
  readonly evaluator?: string;
  readonly map?: Readonly<Record<string, string>>;
}

/** Takes all labels of a file, or none. */
export async function labelImport(
  context: Context,
  file: string,
  { prompt, evaluator, map = {} }: LabelImportOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  const { engine } = await context.open();
  const { problems, labels } = await engine.labels.import({
    file: resolve(context.cwd, file),
    prompt: resolve(context.cwd, prompt),
    map,
    ...(evaluator === undefined ? {} : { evaluator }),
  });
  showProblems(err, problems);
  if (!hasErrors(problems)) {
    err.line(`${counted(labels, 'label')} taken in.`);
    err.line('Then: ', ['strong', `assay judge calibrate ${prompt}`]);
    return exitCodes.fine;
  }
  return exitCodeOfProblems(problems);
}
