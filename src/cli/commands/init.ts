import { dirname, join, relative, resolve } from 'node:path';
import type { Files } from '#core/ports.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { initFiles } from './initFiles.ts';

/** Writes a small project and says what comes next. */
export async function initCommand(context: Context, folder: string): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const target = resolve(context.cwd, folder);
  const { files } = await context.open();
  const { written, kept } = await writeInitFiles(files, target);
  for (const file of written)
    out.line(['good', 'written'], `     ${shown(context.cwd, target, file)}`);
  for (const file of kept)
    out.line(['caution', 'left alone'], `  ${shown(context.cwd, target, file)}`);
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

/** Never replaces anything: what is there is listed as kept. Files in the order of their names here. */
export async function writeInitFiles(
  files: Files,
  folder: string,
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of Object.entries(initFiles)) {
    const path = join(folder, name);
    if ((await files.stat(path)) !== undefined) {
      kept.push(name);
      continue;
    }
    await files.makeFolder(dirname(path));
    await files.writeAtomic(path, text);
    written.push(name);
  }
  return { written, kept };
}

function shown(cwd: string, folder: string, file: string): string {
  return relative(cwd, join(folder, file)).replaceAll('\\', '/');
}
