import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { readCases } from '#core/datasets/loadCases.ts';
import { importPrompt } from '#core/project/importPrompt.ts';
import type { Prompt } from '#core/prompts/prompt.ts';
import type { EvalCase } from '#protocol/case.ts';
import { promptFilesIn, readFileOf, sent } from '#support/formatFiles.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);
const fixtures = 'test/fixtures/formats';

async function allCases(root: string, prompt: Prompt): Promise<readonly EvalCase[]> {
  const cases = [...prompt.cases];
  for (const reference of prompt.datasets)
    for await (const batch of readCases(files, root, prompt.file, reference, () => undefined))
      cases.push(...batch);
  return cases;
}

/** What a run makes of a prompt. */
async function meaning(root: string, prompt: Prompt | undefined): Promise<unknown> {
  assert.ok(prompt !== undefined);
  const cases = await allCases(root, prompt);
  return {
    models: prompt.models.map(({ id }) => id),
    parameters: prompt.variants.map(({ parameters }) => parameters),
    formats: prompt.variants.map(({ responseFormat }) => responseFormat),
    evaluators: prompt.evaluators.map(({ name, uses, with: settings, threshold }) => [
      name,
      uses,
      settings,
      threshold,
    ]),
    repeats: prompt.repeats,
    cases: cases.map(({ id, expected, tags }) => [id, expected, tags]),
    sent: cases.map(({ values }) => sent(prompt, values).map((message) => message.trim())),
  };
}

const clean = (await promptFilesIn(fixtures)).filter((file) => file.includes('clean/'));

describe('an imported prompt', () => {
  for (const file of clean) {
    it(`sends what ${file} sends, and is evaluated alike`, async () => {
      await using folder = await temporaryFolder();
      await cp(fixtures, folder.path, { recursive: true });
      const { exported: imported, problems } = await importPrompt(files, folder.path, {
        file,
        output: 'made/here.prompt.yml',
      });
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.ok(imported !== undefined);
      if (imported.losses.length > 0) return;
      const made = await readFileOf(folder.path, imported.output);
      assert.deepEqual(made.problems, []);
      const before = await readFileOf(folder.path, file);
      assert.deepEqual(
        await meaning(folder.path, made.value),
        await meaning(folder.path, before.value),
      );
    });
  }

  it('is written beside its file, and replaces nothing unasked', async () => {
    await using folder = await temporaryFolder();
    await cp(`${fixtures}/prompty/clean`, folder.path, { recursive: true });
    const request = { file: 'minimal.prompty' };
    const first = await importPrompt(files, folder.path, request);
    assert.deepEqual(first.exported?.written, ['minimal.prompt.yml']);
    const second = await importPrompt(files, folder.path, request);
    assert.equal(second.exported, undefined);
    assert.deepEqual(
      second.problems.map(({ code }) => code),
      ['output-exists'],
    );
    const third = await importPrompt(files, folder.path, { ...request, force: true });
    assert.deepEqual(third.exported?.written, ['minimal.prompt.yml']);
    assert.equal(
      await readFile(join(folder.path, 'minimal.prompt.yml'), 'utf8'),
      'name: minimal\nmodel: openai/gpt-4o\ntemplate: jinja\nmessages:\n  - role: system\n    content: Say hello.\ntestData:\n  - id: sample\n',
    );
  });

  it('says which key of the file became what, and what was lost', async () => {
    await using folder = await temporaryFolder();
    await cp(`${fixtures}/dotprompt/clean`, folder.path, { recursive: true });
    const { exported: imported } = await importPrompt(files, folder.path, {
      file: 'article.prompt',
    });
    assert.deepEqual(
      imported?.fidelity.slice(0, 3).map(({ key, fate, range }) => [key, fate, range.start.line]),
      [
        ['name', 'kept', 5],
        ['description', 'kept', 6],
        ['model', 'translated', 7],
      ],
    );
    assert.deepEqual(imported?.losses, [
      'A text that is included with values of its own cannot be put into its place; write it out.',
    ]);
  });

  it('is refused where there is nothing to import', async () => {
    await using folder = await temporaryFolder();
    for (const [file, output, code] of [
      ['a.prompt.yml', undefined, 'import-own-format'],
      ['a.txt', undefined, 'prompt-unknown-format'],
      ['a.prompty', 'a.yml', 'export-output'],
    ] as const) {
      const request = { file, ...(output === undefined ? {} : { output }) };
      const { problems, exported: imported } = await importPrompt(files, folder.path, request);
      assert.deepEqual([problems.map((one) => one.code), imported], [[code], undefined]);
    }
  });
});
