import { relative, resolve } from 'node:path';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { initFiles } from './initFiles.ts';
import { tellWritten, writeMissing } from './writeMissing.ts';

/** Writes a small project and says what comes next. */
export async function initCommand(context: Context, folder: string): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const target = resolve(context.cwd, folder);
  const { files } = await context.open();
  tellWritten(out, context.cwd, target, await writeMissing(files, target, initFiles));
  const away = relative(context.cwd, target);
  err.line();
  err.line('Next:');
  if (away !== '') err.line(`  cd ${away}`);
  err.line('  export OPENAI_API_KEY=…    the key of the model that assay.models.yml approves');
  err.line('  assay lint                 every problem, without a request');
  err.line('  assay run --dry-run        what a run would cost');
  err.line('  assay run                  the run');
  return exitCodes.fine;
}
