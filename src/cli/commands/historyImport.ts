import { resolve } from 'node:path';
import { plainField, plainJson } from '#base/plainText.ts';
import { counted } from '#core/report/numbers.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals } from '../interruption.ts';

export interface HistoryImportOptions {
  readonly format: 'table' | 'json';
}

/** Copies the runs of an artefact that CI kept into the project's own; asks nobody. */
export async function historyImport(
  context: Context,
  file: string,
  { format }: HistoryImportOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  using signals = hearSignals(process, app.clock, (text) => {
    err.line(text);
  });
  const { importFailure } = await import('#core/artefacts/importFailure.ts');
  try {
    const imported = await app.importRuns(resolve(context.cwd, file), signals.stopping);
    const { runs, others } = imported;
    if (format === 'json') out.json(plainJson({ version: 1, ...imported }, 2));
    else for (const { id, isNew } of runs) out.line(`${id}${isNew ? '' : ' (was there already)'}`);
    const left = others === 0 ? '' : ` ${counted(others, 'other file')} left out.`;
    const news = runs.filter(({ isNew }) => isNew).length;
    err.line(`${counted(news, 'run')} taken into .assay/runs.${left}`);
    return exitCodes.fine;
  } catch (error) {
    if (signals.wasInterrupted()) return exitCodes.interrupted;
    const text = importFailure(error);
    if (text === undefined) throw error;
    err.line(['bad', 'error'], ` ${plainField(text, 600)}`);
    return exitCodes.configuration;
  }
}
