import assert from 'node:assert/strict';
import { ciSystems } from '#cli/ci/ciSystems.ts';
import type { CiPlan } from '#cli/ci/ciSystem.ts';

const one: CiPlan = {
  mainBranch: 'main',
  folder: '.',
  keys: ['OPENAI_API_KEY'],
  shards: 1,
  comment: false,
};
const plans: readonly CiPlan[] = [
  one,
  {
    ...one,
    mainBranch: 'trunk',
    folder: 'apps/prompts',
    keys: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
  },
  { ...one, keys: [] },
];

function textsOf(kind: string, plan: CiPlan): string {
  const system = ciSystems.find((other) => other.kind === kind);
  return Object.values(system?.files(plan) ?? {}).join('\0');
}

describe('files for CI of one machine', () => {
  for (const { kind } of ciSystems) {
    it(`have no parts, and no comment that nobody asked for: ${kind}`, () => {
      const texts = plans.map((plan) => textsOf(kind, plan)).join('\0');
      assert.ok(texts.includes('assay run --tier merge'));
      assert.doesNotMatch(texts, /--shard|assay-parts|assay merge|assay comment/);
    });
  }
});

describe('files for CI of several machines', () => {
  for (const { kind } of ciSystems) {
    it(`run parts, and join them without a key: ${kind}`, () => {
      const text = textsOf(kind, { ...one, shards: 3 });
      const [before = '', after = ''] = text.split('assay merge assay-parts');
      assert.ok(before.includes('--part-folder assay-parts'));
      assert.ok(!after.slice(0, 300).includes('OPENAI_API_KEY'));
    });
  }
});
