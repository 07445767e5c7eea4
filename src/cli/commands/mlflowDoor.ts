import type { Mlflow } from '#core/mlflow/mlflow.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';

export interface OpenedMlflow {
  readonly app: App;
  readonly mlflow: Mlflow;
}

/** The user's MLflow server, or the exit code of what is wrong with it, which has been told. */
export async function openMlflow(context: Context): Promise<OpenedMlflow | ExitCode> {
  const { err } = context.terminal;
  const app = await context.open();
  showProblems(err, app.problems);
  if (hasErrors(app.problems)) return exitCodes.configuration;
  const { terms, open } = app.mlflow;
  if ('value' in terms) return { app, mlflow: await open(terms.value) };
  err.line(['bad', 'error'], ` ${terms.message}`);
  return exitCodes.configuration;
}
