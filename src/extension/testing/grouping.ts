import type { RunTarget } from '../running/runSessions.ts';
import type { TestPlace } from './testPlace.ts';

/** What a prompt consists of, in its own order. */
export interface PromptExtent {
  readonly variants: readonly string[];
  readonly cases: readonly string[];
}

/**
 * The fewest runs that together are what is included without what is excluded, and nothing else: whole prompts of one
 * root together, parts of a prompt by the cases that variants have in common. `extentOf` is asked only for prompts that
 * are not run whole; `undefined`: it has nothing to run.
 */
export function groupTargets(
  included: readonly TestPlace[],
  excluded: readonly TestPlace[],
  extentOf: (prompt: string) => PromptExtent | undefined,
): readonly RunTarget[] {
  const whole = new Map<string, string[]>();
  const parts: RunTarget[] = [];
  for (const [prompt, places] of Map.groupBy(included, (place) => place.prompt)) {
    const without = excluded.filter((place) => place.prompt === prompt);
    const root = places[0]?.root ?? '';
    if (isWhole(places, without)) {
      whole.set(root, [...(whole.get(root) ?? []), prompt]);
      continue;
    }
    const extent = extentOf(prompt);
    if (extent === undefined) continue;
    const blocks = blocksOf(extent, wantedOf(extent, places, without));
    const [only] = blocks;
    if (only !== undefined && isAll(only, extent)) {
      whole.set(root, [...(whole.get(root) ?? []), prompt]);
    } else {
      parts.push(...blocks.map((block) => targetOf(root, prompt, block, extent)));
    }
  }
  const together = Array.from(whole, ([root, prompts]): RunTarget => ({ root, prompts }));
  return [...together, ...parts];
}

/** Prompts of which more has to be known than that they are wanted. */
export function needsExtent(
  included: readonly TestPlace[],
  excluded: readonly TestPlace[],
): readonly string[] {
  return [...Map.groupBy(included, (place) => place.prompt)].flatMap(([prompt, places]) => {
    const without = excluded.filter((place) => place.prompt === prompt);
    return isWhole(places, without) ? [] : [prompt];
  });
}

function isWhole(places: readonly TestPlace[], without: readonly TestPlace[]): boolean {
  return without.length === 0 && places.some(({ variant }) => variant === undefined);
}

/** Variants that want the same cases. */
interface Block {
  readonly variants: readonly string[];
  readonly cases: readonly string[];
}

/** Variant → its wanted cases, in the prompt's order. */
function wantedOf(
  { variants, cases }: PromptExtent,
  places: readonly TestPlace[],
  without: readonly TestPlace[],
): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, readonly string[]>();
  for (const variant of variants) {
    const isIn = membership(places, variant);
    const isOut = membership(without, variant);
    wanted.set(
      variant,
      cases.filter((caseId) => isIn(caseId) && !isOut(caseId)),
    );
  }
  return wanted;
}

/** Whether a case of the variant is among the places. */
function membership(places: readonly TestPlace[], variant: string): (caseId: string) => boolean {
  const here = places.filter((place) => (place.variant ?? variant) === variant);
  if (here.some(({ caseId }) => caseId === undefined)) return () => true;
  const ids = new Set(here.map(({ caseId }) => caseId));
  return (caseId) => ids.has(caseId);
}

function blocksOf(
  { variants }: PromptExtent,
  wanted: ReadonlyMap<string, readonly string[]>,
): readonly Block[] {
  const bySet = Map.groupBy(variants, (variant) => JSON.stringify(wanted.get(variant)));
  return Array.from(bySet.values(), (some) => ({
    variants: some,
    cases: wanted.get(some[0] ?? '') ?? [],
  })).filter(({ cases }) => cases.length > 0);
}

function isAll(block: Block, extent: PromptExtent): boolean {
  return (
    block.variants.length === extent.variants.length && block.cases.length === extent.cases.length
  );
}

function targetOf(
  root: string,
  prompt: string,
  { variants, cases }: Block,
  extent: PromptExtent,
): RunTarget {
  return {
    root,
    prompts: [prompt],
    ...(variants.length < extent.variants.length && { variants }),
    ...(cases.length < extent.cases.length && { cases }),
  };
}
