import type { Compared, CompareRequest, CompareSide, Engine, StoredRun } from '#core/engine.ts';
import type { App } from '../compose.ts';
import type { Context } from '../context.ts';
import { writeComparison, type CompareFormat } from '../compareOutput.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { openOutput, outputFault } from '../resultOutput.ts';
import { findRunOrFolder } from './findRun.ts';

export interface CompareOptions {
  readonly models?: readonly string[];
  readonly variants?: readonly string[];
  readonly format: CompareFormat;
  readonly output?: string;
}

/** Says what changed between two sides, and whether it is real. */
export async function compareCommand(
  context: Context,
  names: readonly string[],
  options: CompareOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const refuse = (why: string): ExitCode => {
    err.line(['bad', 'error'], ` ${why}`);
    return exitCodes.configuration;
  };
  if (names.length > 2)
    return refuse('two sides can be compared, the one before and the one after.');
  const swap = readSwap(options);
  if ('refusal' in swap) return refuse(swap.refusal);
  const app = await context.open();
  const fault = await outputFault(app.files, context.cwd, options.output);
  if (fault !== undefined) return refuse(fault);
  const sides = await findSides(app, context.cwd, names, swap);
  if ('refusal' in sides) return refuse(sides.refusal);
  using signals = hearSignals(process, app.clock, (text) => err.line(text));
  const comparing = comparedSides(app.engine, sides, swap, signals.stopping);
  const compared = await unlessInterrupted(signals, comparing);
  if (compared === undefined) return exitCodes.interrupted;
  if ('refused' in compared) return refuse(compared.refused);
  const { value } = compared;
  for (const one of value.faults) err.line(['bad', 'error'], ` ${one}`);
  await using output = await openOutput(app.files, out, context.cwd, options.output);
  const runs = [sides.before, sides.after].filter((one) => one !== undefined && one !== 'baseline');
  await writeComparison(options.format, output, value, { engine: app.engine, runs });
  await output.commit();
  if (output.file !== undefined) err.line(`Written to ${output.file}`);
  if (value.regressed) return exitCodes.gateFailed;
  return value.faults.length === 0 ? exitCodes.fine : exitCodes.configuration;
}

type Swap = Pick<CompareRequest, 'models' | 'variants'>;

function readSwap({ models, variants }: CompareOptions): Swap | { readonly refusal: string } {
  for (const [option, values] of Object.entries({ '--models': models, '--variants': variants })) {
    if (values !== undefined && values.length !== 2) {
      return {
        refusal: `option '${option}' takes two names, the one before and the one after. Put runs before the options.`,
      };
    }
  }
  return {
    ...(models === undefined ? {} : { models: pairOf(models) }),
    ...(variants === undefined ? {} : { variants: pairOf(variants) }),
  };
}

function pairOf([before = '', after = '']: readonly string[]): readonly [string, string] {
  return [before, after];
}

/** Without a `before` it is the baseline, or the earlier run that stands in for one. */
interface Sides {
  readonly before: CompareSide | undefined;
  readonly after: CompareSide;
}

async function findSides(
  app: App,
  cwd: string,
  [first, second]: readonly string[],
  swap: Swap,
): Promise<Sides | { readonly refusal: string }> {
  const find = async (
    name: string,
  ): Promise<{ readonly run: CompareSide } | { readonly refusal: string }> =>
    name === 'baseline' ? { run: 'baseline' } : findRunOrFolder(app, cwd, name);
  const after = await find(second ?? first ?? 'last');
  if ('refusal' in after) return after;
  if (second !== undefined && first !== undefined) {
    const before = await find(first);
    return 'refusal' in before ? before : { before: before.run, after: after.run };
  }
  const isSwap = swap.models !== undefined || swap.variants !== undefined;
  if (isSwap) return { before: after.run, after: after.run };
  if (after.run === 'baseline') {
    return { refusal: 'name the run that the baseline is compared with.' };
  }
  return { before: undefined, after: after.run };
}

async function comparedSides(
  engine: Engine,
  { before, after }: Sides,
  swap: Swap,
  signal: AbortSignal,
): Promise<Compared> {
  if (before !== undefined) return engine.compare({ before, after, ...swap }, signal);
  const compared = await engine.compare({ before: 'baseline', after }, signal);
  if ('value' in compared || compared.fault !== 'missing' || after === 'baseline') return compared;
  const earlier = await earlierRun(engine, after);
  if (earlier === undefined) {
    const refused = `${compared.refused} There is no earlier run of the same prompt either. Accept this one with "assay baseline accept".`;
    return { refused, fault: 'missing' };
  }
  return engine.compare({ before: earlier, after }, signal);
}

/** The newest run before this one that has one of its prompts. */
async function earlierRun({ history }: Engine, run: StoredRun): Promise<StoredRun | undefined> {
  const wanted = new Set(filesOf(run));
  for (const one of await history.list()) {
    if (one.id < run.id && filesOf(one).some((file) => wanted.has(file))) return one;
  }
  return undefined;
}

function filesOf({ manifest }: StoredRun): readonly string[] {
  return 'value' in manifest ? manifest.value.prompts.map(({ file }) => file) : [];
}
