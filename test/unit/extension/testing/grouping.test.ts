import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { RunTarget } from '#extension/running/runSessions.ts';
import { groupTargets, needsExtent, type PromptExtent } from '#extension/testing/grouping.ts';
import { holds, type TestPlace } from '#extension/testing/testPlace.ts';

const extent: PromptExtent = { variants: ['base', 'warm'], cases: ['a', 'b', 'c'] };
const extentOf = (): PromptExtent => extent;
const root = '/r';
const p: TestPlace = { root, prompt: '/r/p' };
const q: TestPlace = { root, prompt: '/r/q' };

function at(variant: string, caseId?: string): TestPlace {
  return { ...p, variant, ...(caseId !== undefined && { caseId }) };
}

describe('grouping of tests into runs', () => {
  it('runs whole prompts of one root together', () => {
    const other: TestPlace = { root: '/s', prompt: '/s/p' };
    assert.deepEqual(groupTargets([p, other, q], [], extentOf), [
      { root: '/r', prompts: ['/r/p', '/r/q'] },
      { root: '/s', prompts: ['/s/p'] },
    ]);
    assert.deepEqual(needsExtent([p, other, q], []), []);
  });

  it('runs one case of one variant', () => {
    assert.deepEqual(groupTargets([at('warm', 'b')], [], extentOf), [
      { root, prompts: ['/r/p'], variants: ['warm'], cases: ['b'] },
    ]);
    assert.deepEqual(needsExtent([at('warm', 'b'), q], []), ['/r/p']);
  });

  it('runs a whole variant without naming its cases', () => {
    assert.deepEqual(groupTargets([at('warm')], [], extentOf), [
      { root, prompts: ['/r/p'], variants: ['warm'] },
    ]);
  });

  it('runs the same cases of several variants at once', () => {
    const places = [at('base', 'a'), at('warm', 'a'), at('base', 'c'), at('warm', 'c')];
    assert.deepEqual(groupTargets(places, [], extentOf), [
      { root, prompts: ['/r/p'], cases: ['a', 'c'] },
    ]);
  });

  it('leaves out what is excluded', () => {
    assert.deepEqual(groupTargets([p], [at('base', 'b')], extentOf), [
      { root, prompts: ['/r/p'], variants: ['base'], cases: ['a', 'c'] },
      { root, prompts: ['/r/p'], variants: ['warm'] },
    ]);
    assert.deepEqual(groupTargets([p, q], [p], extentOf), [{ root, prompts: ['/r/q'] }]);
  });

  it('takes all variants for the prompt', () => {
    assert.deepEqual(groupTargets([at('base'), at('warm'), q], [], extentOf), [
      { root, prompts: ['/r/p', '/r/q'] },
    ]);
  });

  it('runs nothing of what is gone', () => {
    assert.deepEqual(groupTargets([at('gone'), at('base', 'gone')], [], extentOf), []);
    assert.deepEqual(
      groupTargets([at('base')], [], () => undefined),
      [],
    );
  });

  it('runs exactly what is wanted, and each of it once', () => {
    const extents: ReadonlyMap<string, PromptExtent> = new Map([
      ['/r/p', extent],
      ['/r/q', { variants: ['base'], cases: ['a'] }],
      ['/s/p', { variants: ['base', 'warm', 'cold'], cases: ['a', 'b'] }],
    ]);
    const place = fc.constantFrom(...extents.keys()).chain((prompt): fc.Arbitrary<TestPlace> => {
      const { variants, cases } = extents.get(prompt)!;
      const whole = { root: prompt.slice(0, 2), prompt };
      const ofVariant = fc.constantFrom(...variants).map((variant) => ({ ...whole, variant }));
      const ofCase = fc
        .tuple(ofVariant, fc.constantFrom(...cases))
        .map(([variant, caseId]) => ({ ...variant, caseId }));
      return fc.oneof(fc.constant(whole), ofVariant, ofCase);
    });
    const places = fc.array(place, { maxLength: 12 });
    fc.assert(
      fc.property(places, places, (included, excluded) => {
        const targets = groupTargets(included, excluded, (prompt) => extents.get(prompt));
        const run = targets.flatMap((target) => leavesOf(target, extents));
        const wanted = [...extents].flatMap(([prompt, { variants, cases }]) =>
          variants.flatMap((variant) =>
            cases.flatMap((caseId) => {
              const leaf = { root: prompt.slice(0, 2), prompt, variant, caseId };
              const isIn = included.some((one) => holds(one, leaf));
              const isOut = excluded.some((one) => holds(one, leaf));
              return isIn && !isOut ? [`${prompt} ${variant} ${caseId}`] : [];
            }),
          ),
        );
        assert.deepEqual(run.toSorted(), wanted.toSorted());
      }),
    );
  });
});

/** What the engine makes of a target. */
function leavesOf(target: RunTarget, extents: ReadonlyMap<string, PromptExtent>): string[] {
  assert.notDeepEqual(target.prompts, []);
  assert.notDeepEqual(target.cases, []);
  assert.notDeepEqual(target.variants, []);
  return target.prompts.flatMap((prompt) => {
    assert.ok(prompt.startsWith(target.root));
    const { variants, cases } = extents.get(prompt)!;
    return (target.variants ?? variants).flatMap((variant) =>
      (target.cases ?? cases).map((caseId) => `${prompt} ${variant} ${caseId}`),
    );
  });
}
