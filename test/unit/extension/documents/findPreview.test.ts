import assert from 'node:assert/strict';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { findPreview } from '#extension/documents/findPreview.ts';
import type { Project, PromptFile } from '#extension/files/workspace.ts';
import { catalogueText } from '#support/project.ts';

const file = 'triage.prompt.yml';
const bytes = (text: string) => new TextEncoder().encode(text);

function preview(text: string, caseId: string | undefined, index: number, suite: string[] = []) {
  const { value: prompt } = readPrompt(bytes(text), file);
  const promptFile = { file, prompt } as unknown as PromptFile;
  const project = {
    prompts: [promptFile],
    suite: { models: suite.map((id) => ({ id })) },
    catalogue: readCatalogue(bytes(catalogueText), 'assay.models.yml').value,
  } as unknown as Project;
  const cases: readonly OutlinedCase[] = (prompt?.cases ?? []).map((testCase) => ({
    testCase,
    firstLine: testCase.source.line,
    lastLine: testCase.source.line,
    isNamed: false,
  }));
  const workspace = { casesOf: () => Promise.resolve({ cases, problems: [], isCut: false }) };
  return findPreview(
    workspace,
    project,
    { prompt: file, variant: 'base', caseId, index },
    '2026-11-24',
  );
}

const text = `name: triage
models: [mock/small, mock/old, mock/none]
messages:
  - { role: user, content: "{{ticket}}" }
testData:
  - { id: one, ticket: "1" }
  - { ticket: "2" }
`;

describe('finding what a preview shows', () => {
  it('takes the case by its id', async () => {
    const found = await preview(text, 'one', 1);
    assert.ok('value' in found);
    assert.equal(found.value.testCase?.values['ticket'], '1');
  });

  it('stays at the place of a case whose id is made from its content, while that is edited', async () => {
    const found = await preview(text, 'made-from-the-content-before', 1);
    assert.ok('value' in found);
    assert.equal(found.value.testCase?.values['ticket'], '2');
  });

  it('gives a price only to models that may be asked', async () => {
    const found = await preview(text, 'one', 0);
    assert.ok('value' in found);
    assert.deepEqual(
      found.value.models.map(({ id, entry }) => [id, entry?.price]),
      [
        ['mock/small', { input: 1, output: 2 }],
        ['mock/old', undefined],
        ['mock/none', undefined],
      ],
    );
  });

  it("takes the suite's models where the prompt names none", async () => {
    const found = await preview(text.replace(/models:.*\n/, ''), 'one', 0, ['mock/large']);
    assert.ok('value' in found);
    assert.deepEqual(
      found.value.models.map(({ id }) => id),
      ['mock/large'],
    );
  });

  it('says that a broken prompt cannot be shown', async () => {
    const found = await preview('- a list', 'one', 0);
    assert.match('message' in found ? found.message : '', /cannot be read as a prompt/);
  });
});
