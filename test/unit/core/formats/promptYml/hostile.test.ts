import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import * as z from 'zod/mini';
import { verdictOn } from '#core/catalogue/policy.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { checkPrompt, type PromptKnowledge } from '#core/prompts/checkPrompt.ts';
import type { Problem } from '#protocol/problem.ts';

const folders = ['test/fixtures/files/prompts', 'test/fixtures/broken/prompts'];
const fixtures = folders.flatMap((folder) =>
  readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`)),
);
const fixture = fc.constantFrom(...fixtures);
const prototypeKeys = Reflect.ownKeys(Object.prototype);

const knowledge: PromptKnowledge = {
  metrics: new Map([
    ['exact-match', { settings: z.strictObject({}), needs: ['expected'] }],
    ['string', { settings: z.strictObject({}), needs: [] }],
  ]),
  judgeModel: (id) => verdictOn(undefined, id, '2026-11-01'),
  defaultModels: [],
  defaultJudge: undefined,
};

/** Reads and checks, and holds both to what they promise of any bytes. */
function readSafely(bytes: Uint8Array): void {
  const { value, problems } = promptYml.read(bytes, 'a.prompt.yml');
  const found = value === undefined ? [] : checkPrompt(value, knowledge);
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  for (const { range, code, next } of [...problems, ...found] satisfies Problem[]) {
    assert.match(code, /^[a-z][a-z0-9-]+$/);
    assert.notEqual(next, '');
    assert.ok(range.start.line >= 1 && range.start.column >= 1);
    assert.ok(range.end.line <= lines.length);
    assert.ok(range.end.column <= (lines[range.end.line - 1] ?? '').length + 1);
  }
  if (value !== undefined) {
    assert.equal(value.variants[0]?.name, 'base');
    assert.equal(new Set(value.cases.map(({ id }) => id)).size, value.cases.length);
    assert.equal(new Set(value.evaluators.map(({ name }) => name)).size, value.evaluators.length);
  }
}

describe('a hostile prompt file', () => {
  afterEach(() => {
    assert.deepEqual(Reflect.ownKeys(Object.prototype), prototypeKeys);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('may be cut anywhere', () => {
    fc.assert(
      fc.property(fixture, fc.nat(), (bytes, cut) => {
        readSafely(bytes.subarray(0, cut % (bytes.length + 1)));
      }),
      { numRuns: 300 },
    );
  });

  it('may have any of its bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fixture, changes, (bytes, changed) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, byte] of changed) copy[at % copy.length] = byte;
        readSafely(copy);
      }),
      { numRuns: 300 },
    );
  });

  it('cannot reach a prototype through a row', () => {
    const { value, problems } = promptYml.read(
      new TextEncoder().encode(
        'messages: [{role: user, content: hi}]\ntestData:\n  - {__proto__: {polluted: 1}, constructor: x, a: b}\n',
      ),
      'a.prompt.yml',
    );
    assert.ok(problems.some(({ severity }) => severity === 'error'));
    for (const { values } of value?.cases ?? [])
      assert.equal(Object.getPrototypeOf(values), Object.prototype);
  });
});
