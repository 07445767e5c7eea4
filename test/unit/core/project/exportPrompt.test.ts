import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { writePromptYml } from '#core/formats/promptYml/write.ts';
import { writePrompty } from '#core/formats/prompty/write.ts';
import { yamlText } from '#core/formats/yamlPatch.ts';
import { exportPrompt } from '#core/project/exportPrompt.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import { hasErrors } from '#protocol/problem.ts';
import { readTextAs, sent } from '#support/formatFiles.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);

/** A prompt without its places: what it says. */
function said({
  name,
  description,
  models,
  variants,
  cases,
  datasets,
  evaluators,
  repeats,
}: Prompt): unknown {
  return JSON.parse(
    JSON.stringify({
      name,
      description,
      models: models.map(({ id }) => id),
      variants: variants.map(
        ({ name: variant, messages, parameters, responseFormat, template }) => ({
          variant,
          messages: messages.map(({ role, content, thread }) => [role, content, thread]),
          parameters,
          // Text is what every reply is.
          responseFormat: responseFormat?.type === 'text' ? undefined : responseFormat,
          language: template?.language,
        }),
      ),
      cases: cases.map(({ id, values, expected, tags }) => [id, { ...values, id }, expected, tags]),
      datasets: datasets.map(({ file, map }) => [file, map]),
      evaluators: evaluators.map(({ name: one, uses, with: settings, threshold }) => [
        one,
        uses,
        settings,
        threshold,
      ]),
      repeats,
    }),
  );
}

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.constantFrom(
    'Hi {{x}}',
    'two\nlines',
    '  indented',
    'ends \n',
    '- a: b',
    '# no comment',
    "it's",
    '"',
    '{{#if x}}',
    'user:\nnot a role',
    '---',
    '\ttab',
    'ünï 👋',
    '|',
    '>-',
    'null',
    '1',
  ),
);

const document = fc.record(
  {
    name: fc.constantFrom('a', 'my prompt', 'x: y', '#1'),
    description: text,
    model: fc.constantFrom('openai/gpt-4o', 'a/b:c'),
    modelParameters: fc.record(
      {
        temperature: fc.constantFrom(0, 0.5, 2),
        maxTokens: fc.integer({ min: 1, max: 9000 }),
        topP: fc.constantFrom(0, 0.25, 1),
        seed: fc.integer(),
        stop: fc.array(fc.constantFrom('END', '\n\n', '#'), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
    responseFormat: fc.constantFrom('json_object', 'text'),
    messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content: text }), {
      minLength: 1,
      maxLength: 3,
    }),
    testData: fc.array(
      fc.record({ x: text, expected: text, id: fc.uuid() }, { requiredKeys: ['x', 'id'] }),
      { maxLength: 3 },
    ),
    datasets: fc.array(
      fc.record({ file: fc.constantFrom('../d/a.csv', 'b.jsonl'), map: fc.constant({ x: 'y' }) }),
      { minLength: 1, maxLength: 2 },
    ),
    evaluators: fc.constantFrom(
      [{ uses: 'contains' }],
      [{ name: 'short', uses: 'word-count', with: { max: 5 }, threshold: 1 }],
      [{ name: 'starts', string: { startsWith: 'A' } }],
    ),
    repeats: fc.integer({ min: 2, max: 9 }),
    variants: fc.constantFrom(
      [{ name: 'warm', modelParameters: { temperature: 1 } }],
      [{ name: 'other', messages: [{ role: 'user', content: 'x' }] }],
    ),
  },
  { requiredKeys: ['name', 'messages'] },
);

/** What is not its messages. */
const withoutMessages = ({ variants, cases, ...one }: Prompt): unknown =>
  said({
    ...one,
    variants: variants.map((variant) => ({
      ...variant,
      messages: [],
      template: { language: 'assay' },
    })),
    cases: cases.filter(({ id }) => id !== 'sample'),
  });

/** Of the same, what Prompty mostly has a place for. */
const forPrompty = document.map(
  ({ variants: _variants, responseFormat: _format, ...rest }) => rest,
);

describe('a round trip', () => {
  it('through a .prompt.yml gives the same prompt', async () => {
    await fc.assert(
      fc.asyncProperty(document, async (wanted) => {
        const first = await readTextAs('p/a.prompt.yml', yamlText(wanted));
        if (first.value === undefined || hasErrors(first.problems)) return;
        const { document: made, losses, dataset } = writePromptYml(first.value, 'p/b.prompt.yml');
        assert.deepEqual([losses, dataset], [[], undefined]);
        const second = await readTextAs('p/b.prompt.yml', yamlText(made));
        assert.deepEqual(
          second.problems.filter(({ severity }) => severity === 'error'),
          [],
        );
        assert.ok(second.value !== undefined);
        assert.deepEqual(said(second.value), said(first.value));
      }),
      { numRuns: 150 },
    );
  });

  it('through a .prompty gives a prompt that sends the same, or says what is lost', async () => {
    let lossless = 0;
    await fc.assert(
      fc.asyncProperty(forPrompty, async (wanted) => {
        const first = await readTextAs('p/a.prompt.yml', yamlText(wanted));
        if (first.value === undefined || hasErrors(first.problems)) return;
        const { head, body, sidecar, losses } = writePrompty(first.value);
        if (losses.length > 0) return;
        lossless += 1;
        const others = sidecar === undefined ? {} : { 'p/a.prompty.assay.yml': yamlText(sidecar) };
        const made = `---\n${yamlText(head)}---\n${body}`;
        const second = await readTextAs('p/a.prompty', made, others);
        assert.deepEqual(
          second.problems.filter(({ severity }) => severity === 'error'),
          [],
        );
        const values = { x: 'a {{x}} value\nsystem:\nx' };
        assert.deepEqual(sent(second.value, values), sent(first.value, values));
        assert.ok(second.value !== undefined);
        assert.deepEqual(withoutMessages(second.value), withoutMessages(first.value));
      }),
      { numRuns: 150, seed: 7 },
    );
    assert.ok(lossless > 10, `${lossless} of 150 were without a loss`);
  });
});

describe('an export', () => {
  const prompt =
    'name: a\nmessages:\n  - { role: user, content: "Hi {{x}}" }\ntestData:\n  - { id: one, x: 1 }\n';

  it('writes a file and the one beside it, and replaces only what changed', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'a.prompt.yml'), prompt);
    const request = { file: 'a.prompt.yml', to: 'prompty' } as const;
    const { exported } = await exportPrompt(files, folder.path, request);
    assert.deepEqual(exported?.written, ['a.prompty', 'a.prompty.assay.yml']);
    assert.equal(
      await readFile(join(folder.path, 'a.prompty'), 'utf8'),
      '---\nname: a\ntemplate:\n  format:\n    kind: mustache\n  parser:\n    kind: prompty\n---\nuser:\nHi {{x}}\n',
    );
    const beside = join(folder.path, 'a.prompty.assay.yml');
    await writeFile(beside, `# mine\n${await readFile(beside, 'utf8')}`);
    assert.deepEqual(
      (await exportPrompt(files, folder.path, request)).problems.map(({ code }) => code),
      ['output-exists', 'output-exists'],
    );
    await exportPrompt(files, folder.path, { ...request, force: true });
    assert.equal(await readFile(beside, 'utf8'), '# mine\ntestData:\n  - id: one\n    x: 1\n');
  });

  it('is refused where something would be lost, unless that is allowed', async () => {
    await using folder = await temporaryFolder();
    await writeFile(
      join(folder.path, 'a.prompt.yml'),
      `${prompt}variants: [{ name: b, modelParameters: { seed: 1 } }]\n`,
    );
    const request = { file: 'a.prompt.yml', to: 'prompty' } as const;
    const { problems, exported } = await exportPrompt(files, folder.path, request);
    assert.deepEqual(
      [problems.map(({ code, message }) => [code, message]), exported],
      [[['export-loses', 'Prompty has no variants; only the first is written.']], undefined],
    );
    const allowed = await exportPrompt(files, folder.path, { ...request, lossy: true });
    assert.deepEqual(allowed.exported?.losses.length, 1);
  });

  it('to promptfoo takes rows of datasets along, and models by what their providers call them', async () => {
    await using folder = await temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    await writeFile(at('d.csv'), 'id,x\none,1\ntwo,2\n');
    await writeFile(
      at('assay.models.yml'),
      'version: 1\nmodels:\n  - { id: small, status: approved, provider: openai, name: gpt-5-mini }\n',
    );
    await writeFile(
      at('a.prompt.yml'),
      'model: small\nmessages: [{ role: user, content: "Hi {{x}}" }]\ndatasets: [{ file: d.csv }]\n',
    );
    const request = { file: 'a.prompt.yml', to: 'promptfoo' } as const;
    const { problems } = await exportPrompt(files, folder.path, request);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['export-loses', 'The model "small" is called "openai/gpt-5-mini" when it is read back.']],
    );
    await exportPrompt(files, folder.path, { ...request, lossy: true });
    const made = await readFile(at('a.promptfoo.yaml'), 'utf8');
    assert.equal(
      made,
      'metadata:\n  name: a\nprompts:\n  - Hi {{x}}\nproviders:\n  - openai:chat:gpt-5-mini\ntests:\n' +
        '  - description: one\n    vars:\n      id: one\n      x: "1"\n' +
        '  - description: two\n    vars:\n      id: two\n      x: "2"\n',
    );
    const touched = made.replace('prompts:\n', '# ours\nprompts: # two\n');
    await writeFile(at('a.promptfoo.yaml'), touched);
    await exportPrompt(files, folder.path, { ...request, lossy: true, force: true });
    assert.equal(await readFile(at('a.promptfoo.yaml'), 'utf8'), touched);
  });

  it('to promptfoo puts many tests into a file of their own', async () => {
    await using folder = await temporaryFolder();
    const rows = Array.from({ length: 51 }, (_, row) => `  - { id: c${row}, x: v }\n`).join('');
    await writeFile(
      join(folder.path, 'a.prompt.yml'),
      `messages: [{ role: user, content: "Hi {{x}}" }]\ntestData:\n${rows}`,
    );
    const request = { file: 'a.prompt.yml', to: 'promptfoo' } as const;
    const { exported } = await exportPrompt(files, folder.path, request);
    assert.deepEqual(exported?.written, ['a.promptfoo.yaml', 'a.tests.jsonl']);
    const lines = await readFile(join(folder.path, 'a.tests.jsonl'), 'utf8');
    assert.equal(lines.split('\n')[50], '{"description":"c50","vars":{"id":"c50","x":"v"}}');
  });
});
