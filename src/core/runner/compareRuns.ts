import { setImmediate } from 'node:timers/promises';
import type { RunComparison } from '#protocol/comparison.ts';
import { compareSides, type SidePrompt } from '../compare/compareSides.ts';
import type { Compared, CompareRequest } from '../engine.ts';
import { countedCells } from './quarantined.ts';
import { loadBaselineSide, loadRunSide, type CompareDesk, type LoadedSide } from './compareSide.ts';

/** Loads both sides and compares the prompts that both have. */
export async function compareRuns(
  desk: CompareDesk,
  request: CompareRequest,
  signal: AbortSignal,
): Promise<Compared> {
  const sides = await loadSides(desk, request);
  if ('refused' in sides) return sides;
  const { before, after } = sides;
  const wanted = (one: SidePrompt): boolean =>
    request.prompt === undefined || one.file === request.prompt;
  const counted = (one: SidePrompt): SidePrompt => ({
    ...one,
    cells: countedCells(one.cells, one.file, request.quarantine ?? []),
  });
  const earlier = before.prompts.filter(wanted).map(counted);
  const later = after.prompts.filter(wanted).map(counted);
  const pairs = later.flatMap((one) => {
    const other = earlier.find(({ file }) => file === one.file);
    return other === undefined ? [] : [{ before: other, after: one }];
  });
  if (pairs.length === 0) {
    const refused = ['The two sides have no prompt in common.', ...before.faults, ...after.faults];
    return { refused: refused.join(' '), fault: 'unusable' };
  }
  const verdicts = await compareSides(pairs, {
    ...(request.models === undefined ? {} : { models: request.models }),
    ...(request.variants === undefined ? {} : { variants: request.variants }),
    async pause() {
      await setImmediate();
      signal.throwIfAborted();
    },
  });
  const isSwap = request.models !== undefined || request.variants !== undefined;
  if (isSwap && verdicts.prompts.every(({ candidates }) => candidates.length === 0)) {
    return { refused: noSwap(request, pairs), fault: 'unusable' };
  }
  return {
    value: {
      version: 1,
      before: before.side,
      after: after.side,
      ...verdicts,
      promptsOnlyBefore: without(earlier, later),
      promptsOnlyAfter: without(later, earlier),
      faults: [...before.faults, ...after.faults],
    } satisfies RunComparison,
  };
}

type Sides = { readonly before: LoadedSide; readonly after: LoadedSide };

async function loadSides(
  desk: CompareDesk,
  { before, after, prompt }: CompareRequest,
): Promise<Sides | Extract<Compared, { refused: string }>> {
  if (before === 'baseline' && after === 'baseline') {
    return { refused: 'A baseline cannot be compared with itself; name a run.', fault: 'unusable' };
  }
  const run = after === 'baseline' ? before : after;
  const other = after === 'baseline' ? after : before;
  if (run === 'baseline') return { refused: 'There is no run to compare.', fault: 'unusable' };
  const loaded = await loadRunSide(desk, run);
  if ('refused' in loaded) return loaded;
  const partner = await loadOther(desk, other, run.folder, loaded, prompt);
  if ('refused' in partner) return partner;
  return after === 'baseline'
    ? { before: loaded, after: partner }
    : { before: partner, after: loaded };
}

function loadOther(
  desk: CompareDesk,
  other: CompareRequest['before'],
  folder: string,
  loaded: LoadedSide,
  prompt: string | undefined,
): Promise<LoadedSide | Extract<Compared, { refused: string }>> {
  if (other === 'baseline') {
    const prompts = loaded.prompts.filter(({ file }) => prompt === undefined || file === prompt);
    return loadBaselineSide(desk, prompts);
  }
  // Two candidates of one run: it is read once.
  return other.folder === folder ? Promise.resolve(loaded) : loadRunSide(desk, other);
}

function without(some: readonly SidePrompt[], others: readonly SidePrompt[]): readonly string[] {
  const files = new Set(others.map(({ file }) => file));
  return some.map(({ file }) => file).filter((file) => !files.has(file));
}

/** Says what there would be to swap. */
function noSwap(
  { models, variants }: CompareRequest,
  pairs: readonly { readonly before: SidePrompt; readonly after: SidePrompt }[],
): string {
  const names = (side: 'before' | 'after', key: 'model' | 'variant'): string =>
    [...new Set(pairs.flatMap((pair) => pair[side].candidates.map((one) => one[key])))].join(', ');
  const wanted = [
    ...(models === undefined ? [] : [`model ${models[0]} before and ${models[1]} after`]),
    ...(variants === undefined ? [] : [`variant ${variants[0]} before and ${variants[1]} after`]),
  ].join(', ');
  return (
    `No prompt has ${wanted}. ` +
    `Models before: ${names('before', 'model')}; after: ${names('after', 'model')}. ` +
    `Variants before: ${names('before', 'variant')}; after: ${names('after', 'variant')}.`
  );
}
