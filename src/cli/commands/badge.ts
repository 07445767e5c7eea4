import { badge } from '#core/report/badge.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import { findRunOrFolder } from './findRun.ts';

export interface BadgeOptions {
  readonly label: string;
  readonly output?: string;
}

/** Writes the badge of a stored run; the code says nothing of the gate. */
export async function badgeCommand(
  context: Context,
  id: string,
  { label, output: named }: BadgeOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const refuse = (why: string): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    return exitCodes.configuration;
  };
  const { engine, files } = await context.open();
  const fault = await outputFault(files, context.cwd, named);
  if (fault !== undefined) return refuse(fault);
  const found = await findRunOrFolder({ engine, files }, context.cwd, id);
  if ('refusal' in found) return refuse(found.refusal);
  const { run } = found;
  if (!('value' in run.manifest)) return refuse(run.manifest.message);
  if (!('value' in run.summary)) {
    return refuse(`the run ${run.id} has no end yet. Go on with it: assay run --resume ${run.id}`);
  }
  await using output = await openOutput(files, out, context.cwd, named);
  output.sink.write(badge(run.manifest.value, run.summary.value, label));
  await output.commit();
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  return exitCodes.fine;
}
