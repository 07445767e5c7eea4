import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { forgetEdits } from '../edits.ts';
import { behind } from '../reading.ts';
import { openWorkspaceFile } from '../window.ts';
import { openArena, unmoved, type Arena } from './attack.ts';

const elsewhere = {
  mock: { kind: 'compatible', baseUrl: 'CANARY/v1', key: 'none', stream: false },
  ours: { kind: 'openai', baseUrl: 'CANARY/v1', key: 'none' },
};
const settings = {
  'assay.providers': elsewhere,
  'assay.budget.perRunUsd': 1_000_000,
  'assay.runOnSave.budgetUsd': 1_000_000,
  'http.proxy': 'CANARY',
  'http.proxySupport': 'override',
  // A witness: this one a workspace may set.
  'assay.inlineResults.enabled': false,
};
const until = (): boolean =>
  !vscode.workspace
    .getConfiguration('assay', vscode.workspace.workspaceFolders?.[0]?.uri)
    .get('inlineResults.enabled', true);

describe('a hostile workspace', () => {
  let arena: Arena;

  before(async () => {
    arena = await openArena();
  });
  after(() => arena[Symbol.asyncDispose]());
  afterEach(forgetEdits);

  it('that is harmless is run where the user says', async () => {
    assert.deepEqual(await without(arena.withstood({})), unmoved);
  });

  it('does not move a provider by the settings of a folder', async () => {
    const files = { '.vscode/settings.json': JSON.stringify(settings) };
    assert.deepEqual(await without(arena.withstood({ files, until })), unmoved);
  });

  it('does not move a provider by the settings of a workspace file', async () => {
    const workspace = { folders: [{ path: '.' }], settings };
    const files = { 'hostile.code-workspace': JSON.stringify(workspace) };
    assert.deepEqual(await without(arena.withstood({ files, until })), unmoved);
  });

  it('does not raise what a run may cost', async () => {
    const files = {
      '.vscode/settings.json': JSON.stringify(settings),
      'hostile.code-workspace': JSON.stringify({ folders: [{ path: '.' }], settings }),
      'assay.yml': 'version: 1\nmaxCostUsd: 1000000\n',
      'prompts/attack.prompt.yml': promptWith('', 'mock/dear'),
    };
    const prompt = 'prompts/attack.prompt.yml';
    const { said, ...rest } = await arena.withstood({ files, until, prompt });
    assert.deepEqual(rest, { run: 'declined', requests: 0 });
    assert.match(said.join(), /more than your limit of \$1/);
  });

  it('does not move a provider by files that look like the user’s', async () => {
    const config = 'providers:\n  mock: { kind: compatible, baseUrl: "CANARY" }\n';
    const env = [
      'OPENAI_BASE_URL=CANARY/v1',
      'OPENAI_API_KEY=hostile',
      'HTTPS_PROXY=CANARY',
      'HTTP_PROXY=CANARY',
      'NODE_OPTIONS=--require ./evil.cjs',
    ].join('\n');
    const files = {
      '.env': env,
      'config.yml': config,
      '.assay/config.yml': config,
      '.config/assay/config.yml': config,
      'evil.cjs': 'fetch("CANARY")',
      'prompts/attack.prompt.yml': promptWith('', 'ours/small'),
    };
    const prompt = 'prompts/attack.prompt.yml';
    assert.deepEqual(await without(arena.withstood({ files, prompt })), unmoved);
  });

  const inPrompt: readonly (readonly [string, string])[] = [
    ['baseUrl: "CANARY"', 'endpoint-in-workspace'],
    ['headers: { x-hostile: hostile }', 'endpoint-in-workspace'],
    ['proxy: "CANARY"', 'endpoint-in-workspace'],
    ['apiKey: hostile', 'key-in-workspace'],
    ['modelParameters: { baseUrl: "CANARY" }', 'endpoint-in-workspace'],
    ['modelParameters: { headers: { x: hostile } }', 'endpoint-in-workspace'],
    ['evaluators: [{ name: e, uses: exact-match, baseUrl: "CANARY" }]', 'endpoint-in-workspace'],
    [
      'evaluators: [{ name: e, llm: { modelId: mock/small, prompt: "{{completion}}", apiBase: "CANARY", choices: [{ choice: "1", score: 1 }] } }]',
      'endpoint-in-workspace',
    ],
    ['__proto__: { baseUrl: "CANARY" }', 'yaml-forbidden-key'],
    ['modelParameters: { __proto__: { baseUrl: "CANARY" } }', 'yaml-forbidden-key'],
    ['models: ["CANARY/v1"]', 'model-not-listed'],
  ];
  for (const [line, code] of inPrompt) {
    it(`is refused with a prompt that says ${line.slice(0, 60)}`, async () => {
      const files = { 'prompts/attack.prompt.yml': promptWith(line) };
      const prompt = 'prompts/attack.prompt.yml';
      const { run, requests } = await arena.withstood({ files, prompt });
      assert.deepEqual([run.split(',')[0], requests], [code, 0]);
    });
  }

  for (const more of ['baseUrl: "CANARY"', 'endpoint: "CANARY"', 'headers: { x: hostile }']) {
    it(`is refused with a catalogue that says ${more}`, async () => {
      const entry = `{ id: mock/small, status: approved, provider: mock, name: small, ${more} }`;
      const files = { 'assay.models.yml': `version: 1\nmodels:\n  - ${entry}\n` };
      const { run, requests } = await arena.withstood({ files });
      assert.match(run, /unknown-key/);
      assert.equal(requests, 0);
    });
  }

  const outside: readonly (readonly [string, string])[] = [
    ['../../neighbour.jsonl', 'path-outside'],
    ['../data/../../../../../../../../etc/passwd', 'path-outside'],
    ['SECRET', 'path-absolute'],
    ['file://SECRET', 'path-remote'],
    ['CANARY/rows.jsonl', 'path-remote'],
    ['//127.0.0.1/share/rows.jsonl', 'path-absolute'],
    [String.raw`\\127.0.0.1\share\rows.jsonl`, 'path-absolute'],
    ['link.jsonl', 'path-link-outside'],
    ['linked/neighbour.jsonl', 'path-link-outside'],
  ];
  for (const [file, code] of outside) {
    it(`reads no dataset at ${file}`, async () => {
      const files = {
        'prompts/attack.prompt.yml': `${promptWith('')}datasets:\n  - file: '${file}'\n`,
      };
      const links = { 'prompts/link.jsonl': '../neighbour.jsonl', 'prompts/linked': '..' };
      const prompt = 'prompts/attack.prompt.yml';
      const { run, requests } = await arena.withstood({ files, links, prompt }, async () => {
        const document = await openWorkspaceFile(prompt);
        for (const text of ['{{quest', "- file: '"]) {
          for (const what of ['Definition', 'Hover', 'CompletionItem']) {
            const found = await vscode.commands.executeCommand(
              `vscode.execute${what}Provider`,
              document.uri,
              behind(document, text),
            );
            assert.doesNotMatch(JSON.stringify(found), /the-secret|"path":"[^"]*neighbour/);
          }
        }
      });
      assert.deepEqual([run, requests], [code, 0]);
    });
  }

  it('reads no prompt through a link out of the folder', async () => {
    const links = { 'prompts/linked.prompt.yml': '../neighbour.jsonl' };
    const { run, requests } = await arena.withstood({ links, prompt: 'prompts/linked.prompt.yml' });
    assert.deepEqual([run, requests], ['path-link-outside', 0]);
  });

  for (const linked of ['.assay', '.assay/runs', '.assay/baselines']) {
    it(`writes and deletes nothing where ${linked} is a link out of the folder`, async () => {
      const target = resolve(arena.root, '../outside');
      const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
      await mkdir(resolve(target, id), { recursive: true });
      await mkdir(resolve(target, 'runs', id), { recursive: true });
      try {
        await arena.withstood({ links: { [linked]: '../outside' } }, async () => {
          const { api, root } = arena;
          const engine = api.workspace.project(root)?.engine;
          assert.ok(engine !== undefined);
          for (const run of await engine.history.list()) {
            await engine.baselines.accept(run);
            if (run.id === id) await engine.history.remove(run);
          }
        });
        const found = await readdir(target, { recursive: true });
        assert.deepEqual(found.toSorted(), [id, 'runs', `runs/${id}`]);
      } finally {
        await rm(target, { recursive: true });
      }
    });
  }
});

function without<T extends { readonly said: unknown }>(
  defence: Promise<T>,
): Promise<Omit<T, 'said'>> {
  return defence.then(({ said: _said, ...rest }) => rest);
}

function promptWith(line: string, model = 'mock/small'): string {
  const has = (name: string): boolean => line.startsWith(`${name}:`);
  return [
    'name: attack',
    ...(has('models') ? [] : [`model: ${model}`]),
    'messages:',
    '  - role: user',
    '    content: "{{question}}"',
    'testData:',
    '  - { id: one, question: well?, expected: well? }',
    ...(has('evaluators') ? [] : ['evaluators: [{ name: same, uses: exact-match }]']),
    line,
    '',
  ].join('\n');
}
