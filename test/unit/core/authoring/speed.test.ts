import assert from 'node:assert/strict';
import { columnsOf } from '#core/authoring/columns.ts';
import { completionsInPrompt } from '#core/authoring/completions.ts';
import { fixesFor } from '#core/authoring/fixes.ts';
import { hoverInPrompt } from '#core/authoring/hovers.ts';
import { lintPrompt } from '#core/authoring/lintPrompt.ts';
import { outlineOf } from '#core/authoring/outline.ts';
import { catalogue, outlined, readPrompt, sceneOf, today } from '#support/authoring.ts';

/** 2,000 lines: a prompt with 650 cases beside it. */
const rows = Array.from(
  { length: 650 },
  (_, at) =>
    `  - id: case-${at}\n    ticket: Number ${at} was "charged twice"; why?\n    expected: a`,
);
const text = `model: openai/mini
messages:
  - role: user
    content: |
${'      A line of the message with {{ticket}} in it.\n'.repeat(40)}testData:
${rows.join('\n')}
evaluators:
  - uses: exact-match
    with: { ignoreCase: true }
`;

describe('a prompt file of 2,000 lines', () => {
  const prompt = readPrompt(text);
  const cases = prompt.cases.map((testCase) => outlined(testCase.values));
  const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };

  const completed = sceneOf(text.replace('uses: ', 'uses: ¦'), cases);
  const explained = sceneOf(text.replace('ignoreC', 'ig¦noreC'), cases);
  const context = { catalogue: catalogue(), suite, today };

  for (const [what, act] of [
    ['is completed', () => completionsInPrompt(completed)],
    ['is explained', () => hoverInPrompt(explained)],
    ['is linted', () => lintPrompt(prompt, context)],
    ['gives its columns', () => columnsOf(cases)],
    ['is outlined', () => outlineOf(text)],
    ['gets fixes', () => fixesFor(problem, text, catalogue(), today)],
  ] as const)
    it(`${what} in well under 50 ms`, () => {
      const times = Array.from({ length: 15 }, () => {
        const before = performance.now();
        act();
        return performance.now() - before;
      });
      const median = times.toSorted((a, b) => a - b)[7] ?? Infinity;
      if (process.env['SHOW_TIMES'] !== undefined) process.stdout.write(`${what}: ${median}\n`);
      assert.ok(median < 50, `${median} ms`);
    });
});

const problem = {
  code: 'unknown-key',
  range: { start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
  suggestion: 'model',
};
