import assert from 'node:assert/strict';
import { everything, makeProject, promptOver } from '#support/project.ts';

const signal = new AbortController().signal;

async function problemsOf(provider: string) {
  await using project = await makeProject({
    baseUrl: 'http://127.0.0.1:9/v1',
    files: {
      'a.prompt.yml': promptOver(1),
      'assay.models.yml': `version: 1
models:
  - { id: mock/small, status: approved, provider: ${provider}, name: small }
`,
    },
  });
  const { problems, ready } = await project.engine.plan(everything, signal);
  assert.equal(ready, undefined);
  return problems.map(({ code, next }) => [code, next]);
}

describe('the way to a provider', () => {
  it('ends where VS Code alone could go it', async () => {
    assert.deepEqual(await problemsOf('vscode'), [
      [
        'provider-only-in-editor',
        'Pick another model with --model, or use --replay to answer from recordings.',
      ],
    ]);
  });

  it('ends where nobody has declared it, with the name that was probably meant', async () => {
    assert.deepEqual(await problemsOf('mokc'), [['provider-unknown', 'Did you mean "mock"?']]);
  });
});
