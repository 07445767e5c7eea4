import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import type { Problem } from '#protocol/problem.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readJson } from '#core/documents/json.ts';
import { plainValue } from '#core/documents/node.ts';
import type { DocumentNode } from '#core/documents/node.ts';
import { decodeSource } from '#core/documents/source.ts';
import { readYaml } from '#core/documents/yaml.ts';
import { readSuite } from '#core/project/suite.ts';
import { readUserConfig } from '#core/project/userConfig.ts';

const folders = ['files', 'broken'].flatMap((kind) =>
  ['catalogue', 'suite', 'json', 'yaml', 'prompts'].map((name) => `test/fixtures/${kind}/${name}`),
);
const fixtures = folders.flatMap((folder) => {
  try {
    return readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`));
  } catch {
    return [];
  }
});
const fixture = fc.constantFrom(...fixtures);
const prototypeKeys = Reflect.ownKeys(Object.prototype);

/** Pieces that mean something to YAML or JSON. */
const piece = fc.constantFrom(
  '- ',
  '? ',
  ': ',
  'a',
  'b: ',
  '[',
  ']',
  '{',
  '}',
  '\n',
  '\n  ',
  ' ',
  '"',
  "'",
  '|\n',
  '#',
  ', ',
  '&x ',
  '*x ',
  '!t ',
  '\t',
  '---\n',
  '...\n',
  '%Y',
  '<<: ',
  '__proto__: ',
  '{{',
  '\r',
  '\\',
  '//',
  '1e999',
  '\uFEFF',
  '\u202E',
  '\0',
  '9007199254740993',
  '[]: ',
  '>-\n',
  'null',
);

function assertInside(problems: readonly Problem[], text: string): void {
  const lines = text.split(/\r\n|\n|\r/);
  for (const { code, message, next, range } of problems) {
    assert.match(code, /^[a-z][a-z0-9-]+$/);
    assert.notEqual(next, '');
    assert.doesNotMatch(message + next, /[\p{Cc}\p{Cs}\u202A-\u202E]/u);
    for (const { line, column } of [range.start, range.end]) {
      assert.ok(line >= 1 && column >= 1 && line <= lines.length);
      assert.ok(column <= (lines[line - 1] ?? '').length + 1);
    }
  }
}

function assertWhole(root: DocumentNode | undefined): void {
  if (root === undefined) return;
  assert.doesNotMatch(JSON.stringify(plainValue(root)), /^undefined$/);
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { start, end } = node.range;
    assert.ok(start.line < end.line || (start.line === end.line && start.column <= end.column));
    if (node.kind === 'list') waiting.push(...node.items);
    if (node.kind === 'map') waiting.push(...node.entries.map(({ value }) => value));
  }
}

/** Reads with everything, and holds all readers to what they promise of any bytes. */
function readSafely(bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  const { value: source, problems } = decodeSource(bytes, 'f');
  assertInside(problems, text);
  if (source !== undefined) {
    for (const reading of [readYaml(source), readJson(source)]) {
      assertInside(reading.problems, text);
      assertWhole(reading.value);
    }
  }
  for (const read of [readCatalogue, readSuite, readUserConfig]) {
    const reading = read(bytes, 'f');
    assertInside(reading.problems, text);
    const isRefused = reading.problems.some(({ severity }) => severity === 'error');
    assert.equal(reading.value === undefined, isRefused);
  }
}

describe('a hostile file', () => {
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
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fixture, fc.array(change, { minLength: 1, maxLength: 4 }), (bytes, changes) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, byte] of changes) copy[at % copy.length] = byte;
        readSafely(copy);
      }),
      { numRuns: 300 },
    );
  });

  it('may be any sequence of marks', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        readSafely(new TextEncoder().encode(pieces.join('')));
      }),
      { numRuns: 600 },
    );
  });
});
