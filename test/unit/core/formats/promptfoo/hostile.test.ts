import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { OtherFiles } from '#core/formats/otherFiles.ts';
import { promptfooReader } from '#core/formats/promptfoo/read.ts';
import { readConfig } from '#support/promptfoo.ts';

const corpus = join(import.meta.dirname, '../../../../fixtures/promptfoo');
const files = new Map<string, Uint8Array>();

before(async () => {
  for (const entry of await readdir(corpus, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.expected')) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(corpus.length + 1), await readFile(path));
  }
});

const others: OtherFiles = {
  read: (file) => files.get(file),
  list: () => ['a.yaml', 'chat.json', 'tickets.csv'],
};

/** Whether it gave anything at all: it never throws. */
function read(bytes: Uint8Array, file: string): boolean {
  const { value, problems } = promptfooReader.read(bytes, file, others);
  return value !== undefined || problems.length > 0;
}

describe('reading a configuration of promptfoo', () => {
  it('never throws, wherever a file is cut', () => {
    for (const [file, bytes] of files) {
      if (!file.endsWith('.yaml')) continue;
      for (let end = 0; end < bytes.length; end += 23) {
        assert.ok(read(bytes.subarray(0, end), file), `${file} cut at ${end}`);
      }
    }
  });

  it('never throws, whatever is written into a file or the files beside it', () => {
    const names = [...files.keys()];
    const mutation = fc.record({
      file: fc.constantFrom(...names),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat({ max: 12 }),
      put: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.constantFrom(
          '{{',
          '}}',
          '{% if',
          '\n',
          '\t',
          '- ',
          ': ',
          '"',
          '[',
          '{',
          '&a ',
          '*a',
          '---\n',
          ',',
          '0',
          'null',
          'file://',
          '**/*',
          '__expected',
        ),
      ),
    });
    fc.assert(
      fc.property(mutation, ({ file, at, cut, put }) => {
        const before = files.get(file) ?? new Uint8Array();
        const text = new TextDecoder().decode(before);
        const from = Math.floor(at * text.length);
        const bytes = new TextEncoder().encode(text.slice(0, from) + put + text.slice(from + cut));
        if (!file.startsWith('shared')) return read(bytes, file);
        const one: OtherFiles = {
          ...others,
          read: (name) => (name === file ? bytes : files.get(name)),
        };
        return names.every((name) => {
          const { value, problems } = promptfooReader.read(files.get(name) ?? bytes, name, one);
          return value !== undefined || problems.length > 0;
        });
      }),
      { numRuns: 120 },
    );
  });

  it('keeps the places of problems inside of the file', () => {
    for (const [file, bytes] of files) {
      const lines = new TextDecoder().decode(bytes).split('\n').length;
      const { problems } = promptfooReader.read(bytes, file, others);
      for (const problem of problems.filter((one) => one.file === file)) {
        assert.ok(problem.range.start.line <= lines, `${file}: ${problem.code}`);
      }
    }
  });

  it('does not follow names that every object has', () => {
    const { value } = readConfig(
      'prompts: ["{{constructor}}"]\nproviders: [openai:a]\ntests:\n  - vars: { __proto__: x, constructor: y }\n    assert: [{ type: constructor, value: x }]\n',
    );
    assert.equal(value?.cases[0]?.assertions, undefined);
  });

  it('ends lists of lists that would make too many cases', () => {
    const list = `[${Array.from({ length: 20 }, (_, at) => `"${at}"`).join(', ')}]`;
    const { value, problems } = readConfig(
      `prompts: [x]\nproviders: [openai:a]\ntests:\n  - vars: { a: ${list}, b: ${list}, c: ${list} }\n`,
    );
    assert.deepEqual(value?.cases, []);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['too-many-combinations'],
    );
  });
});
