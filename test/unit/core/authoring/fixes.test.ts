import assert from 'node:assert/strict';
import { fixesFor } from '#core/authoring/fixes.ts';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { offsetAt } from '#core/authoring/offsets.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { catalogue, today } from '#support/authoring.ts';

/** Each fix as the line that it would leave. */
function fixed(text: string): string[] {
  const { value, problems } = promptYml.read(new TextEncoder().encode(text), 'a.prompt.yml');
  const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };
  const found =
    value === undefined ? [] : lintPrompt(value, { catalogue: catalogue(), suite, today });
  return [...problems, ...found].flatMap((problem) =>
    fixesFor(problem, text, catalogue(), today).flatMap(
      ({ range, isSnippet, replacement, isPreferred }) => {
        if (isSnippet === true) return [];
        const start = offsetAt(text, range.start);
        const end = offsetAt(text, range.end);
        const changed = text.slice(0, start) + replacement + text.slice(end);
        const line = changed.split('\n')[range.start.line - 1] ?? '';
        return [`${isPreferred ? '* ' : ''}${line}`];
      },
    ),
  );
}

const messages = 'messages:\n  - { role: user, content: "{{a}}" }\ntestData: [{ a: 1 }]\n';

describe('fixesFor', () => {
  it('replaces a model that cannot be called by those that can, the best first', () => {
    assert.deepEqual(fixed(`model: openai/mni\n${messages}`), ['* model: openai/mini']);
    assert.deepEqual(fixed(`models: ["forbidden/thing"]\n${messages}`), [
      '* models: ["openai/mini"]',
    ]);
    assert.deepEqual(fixed(`model: gone/one\n${messages}`), ['* model: openai/mini']);
  });

  it('replaces a deprecated model by its replacement', () => {
    assert.deepEqual(fixed(`model: old/one # still\n${messages}`), [
      '* model: openai/mini # still',
    ]);
  });

  it('replaces the judge of an evaluator', () => {
    const text = `${messages}evaluators:\n  - llm:\n      modelId: forbidden/thing\n      prompt: x\n      choices: [{ choice: a, score: 1 }]\n`;
    assert.deepEqual(fixed(text), ['*       modelId: openai/mini']);
  });

  it('writes the key, the variable and the metric that were meant', () => {
    assert.deepEqual(fixed(`modle: openai/mini\n${messages}`), [
      '* model: openai/mini',
      // The line is gone.
      'messages:',
    ]);
    assert.deepEqual(
      fixed(
        'messages:\n  - role: user\n    content: Sort {{ tickt }} now\ntestData: [{ ticket: 1 }]',
      ),
      ['*     content: Sort {{ ticket }} now'],
    );
    assert.deepEqual(fixed(`${messages}evaluators:\n  - uses: exact-mach\n`), [
      '*   - uses: exact-match',
    ]);
  });

  it('leaves alone what it does not know', () => {
    assert.deepEqual(fixed(`${messages}nothing_like_it: {\n  a: 1 }\n`), []);
  });
});
