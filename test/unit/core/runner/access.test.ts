import assert from 'node:assert/strict';
import type { ModelKind } from '#core/models/model.ts';
import { findAccess } from '#core/runner/access.ts';
import type { EngineSetup } from '#core/runner/setup.ts';
import { testPorts } from '#support/openedModel.ts';
import { everything, makeProject, promptOver } from '#support/project.ts';

const silent = { info: () => undefined, warn: () => undefined };
const noNetwork = (): Promise<Response> => Promise.reject(new Error('no network'));
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

  it('is open for a kind of model that only this program has', async () => {
    const kind: ModelKind = {
      kind: 'editor',
      open: () => {
        throw new Error('nothing is opened yet');
      },
    };
    const settings = { provider: 'editor', kind: 'editor', baseUrl: 'editor://', stream: true };
    const setup: EngineSetup = {
      ports: {
        ...testPorts(noNetwork, silent),
        secrets: { get: () => Promise.resolve(undefined) },
      },
      root: '/nowhere',
      version: '0.0.0-test',
      providers: new Map([['editor', { settings, needsKey: false }]]),
      kinds: [kind],
      self: { pid: 1, host: 'test', isAlive: () => false },
    };
    const entry = { id: 'a/b', status: 'approved', provider: 'editor', name: 'b' } as const;
    const options = { recordings: 'off', cache: 'off' } as const;
    const { access, problems } = await findAccess(setup, [entry], options);
    assert.deepEqual(problems, []);
    assert.equal(access.get('editor')?.kind, kind);
  });
});
