import assert from 'node:assert/strict';
import { fixesFor } from '#core/authoring/fixes.ts';
import { knowledgeOf, lintPrompt } from '#core/authoring/lintPrompt.ts';
import { offsetAt } from '#core/authoring/offsets.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { DeepLint } from '#core/lint/deepLint.ts';
import { settle } from '#core/lint/settle.ts';
import { catalogue, today } from '#support/authoring.ts';

const file = 'a.prompt.yml';

/** The text after the first fix whose title begins so. */
async function fixed(text: string, code: string, title: string): Promise<string | undefined> {
  const { value, problems } = promptYml.read(new TextEncoder().encode(text), file);
  assert.ok(value !== undefined);
  const suite = { file: 'assay.yml', models: [], allowUnpriced: [] };
  const context = { catalogue: catalogue(), suite, today, text };
  const deep = new DeepLint(value, knowledgeOf(context));
  for (const testCase of value.cases) deep.take(testCase);
  const found = [...problems, ...lintPrompt(value, context), ...(await deep.finish()).problems];
  const { idle } = settle(found, {
    settings: undefined,
    suiteFile: suite.file,
    files: [file],
    textOf: () => text,
    matcherOf: () => () => false,
  });
  const problem = [...found, ...idle].find((one) => one.code === code);
  assert.ok(problem !== undefined, `no ${code}`);
  const fix = fixesFor(problem, text, catalogue(), today).find((one) =>
    one.title.startsWith(title),
  );
  if (fix === undefined) return undefined;
  const start = offsetAt(text, fix.range.start);
  return text.slice(0, start) + fix.replacement + text.slice(offsetAt(text, fix.range.end));
}

function prompt(content: string, evaluators = '  - uses: json\n'): string {
  return `model: openai/mini\nmessages:\n  - role: user\n    content: |\n      ${content}\n      {{q}}\ntestData:\n  - { q: 1 }\nevaluators:\n${evaluators}`;
}

describe('fixes of lint', () => {
  it('remove what cannot be seen', async () => {
    assert.equal(
      await fixed(prompt('Sort\u200b it.'), 'hidden-character', 'Remove'),
      prompt('Sort it.'),
    );
    assert.equal(await fixed(prompt('Sort\u00a0it.'), 'hard-space', 'Replace'), prompt('Sort it.'));
  });

  it('remove the second of two instructions with its line', async () => {
    const once = 'Always answer in two short sentences.';
    const twice = prompt(`${once}\n      You are kind.\n      ${once}`);
    assert.equal(
      await fixed(twice, 'instruction-repeated', 'Remove'),
      prompt(`${once}\n      You are kind.`),
    );
  });

  it('remove a comment that silences nothing', async () => {
    const text = prompt('Sort it.');
    assert.equal(
      await fixed(`# assay-disable-file self-judge: why\n${text}`, 'suppression-unused', 'Remove'),
      text,
    );
  });

  it('add an evaluator that tests what the prompt demands', async () => {
    assert.equal(
      await fixed(prompt('Use at most 9 words.'), 'requirement-untested', 'Add an evaluator'),
      prompt(
        'Use at most 9 words.',
        '  - name: length\n    uses: length-limit\n    with: { unit: words, max: 9 }\n  - uses: json\n',
      ),
    );
  });

  it('suppress a warning with a reason, outside of the text it is about', async () => {
    const text = prompt('Answer only with JSON.\n      Use Markdown.');
    assert.equal(
      await fixed(text, 'instruction-conflict', 'Suppress'),
      text.replace(
        '    content: |',
        '    # assay-disable-next-line instruction-conflict: ${1:reason}\n    content: |',
      ),
    );
  });

  it('suppress nothing that keeps a run from starting', async () => {
    const text = prompt('Sort it.').replace('openai/mini', 'forbidden/thing');
    assert.equal(await fixed(text, 'model-blocked', 'Suppress'), undefined);
  });
});
