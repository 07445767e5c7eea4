import { resolve } from 'node:path';
import { projectPath } from '#core/project/projectPath.ts';
import type { ExportedPrompt, Exporting, ExportKind } from '#core/project/exportPrompt.ts';
import { fidelityLines, fidelitySummary } from '#core/report/fidelity.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import type { Echo } from '../terminal/echo.ts';
import { showProblems } from '../terminal/problems.ts';

export interface ImportOptions {
  readonly output?: string;
  readonly force?: boolean;
  readonly format: 'table' | 'json';
}

export interface ExportOptions extends ImportOptions {
  readonly to: ExportKind;
  readonly lossy?: boolean;
}

/** Writes a prompt in Assay's own format, and its fidelity report to stdout. */
export async function importCommand(
  context: Context,
  file: string,
  { output, force = false, format }: ImportOptions,
): Promise<ExitCode> {
  const { engine } = await context.open();
  const paths = inProject(context, engine.root, file, output);
  return told(context, await engine.importPrompt({ ...paths, force }), format);
}

/** Writes a prompt in another format. */
export async function exportCommand(
  context: Context,
  file: string,
  { to, output, force = false, lossy = false, format }: ExportOptions,
): Promise<ExitCode> {
  const { engine } = await context.open();
  const paths = inProject(context, engine.root, file, output);
  return told(context, await engine.exportPrompt({ ...paths, to, force, lossy }), format);
}

function inProject(
  { cwd }: Context,
  root: string,
  file: string,
  output: string | undefined,
): { readonly file: string; readonly output?: string } {
  const placed = (path: string): string => projectPath(root, resolve(cwd, path));
  return {
    file: placed(file),
    ...(output === undefined ? {} : { output: placed(output) }),
  };
}

function told(
  { terminal: { out, err } }: Context,
  { problems, exported }: Exporting,
  format: ImportOptions['format'],
): ExitCode {
  showProblems(err, problems);
  if (exported === undefined) return exitCodeOfProblems(problems);
  if (format === 'json') out.json(JSON.stringify(exported));
  else report(out, exported);
  err.line(`Written: ${exported.written.join(', ')}`);
  return hasErrors(problems) ? exitCodeOfProblems(problems) : exitCodes.fine;
}

function report(out: Echo, exported: ExportedPrompt): void {
  for (const [place, fate, key, note] of fidelityLines(exported.file, exported.fidelity))
    out.line(`${place}  ${fate.padEnd(12)}  ${key}${note === '' ? '' : `: ${note}`}`);
  for (const line of fidelitySummary(exported)) out.line(line);
}
