import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import type { Engine } from '#core/engine.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { engineSetup } from '#extension/host/engineSetup.ts';
import { writeStoredKey } from '#extension/host/keyChoice.ts';
import { openKeyVault } from '#extension/host/keyVault.ts';
import { makeKnownKeys } from '#extension/host/redaction.ts';
import { unsavedTexts } from '#extension/host/unsavedTexts.ts';
import {
  listProviders,
  userSetting,
  type InspectedSetting,
} from '#extension/host/userProviders.ts';
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyReference, startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { catalogueText, everything, promptOver, runReady } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const key = 'sk-canary-hostile-0123456789';
const never = new AbortController().signal;

let mock: MockProvider;
let stranger: MockProvider;

before(async () => {
  const script = { otherwise: { reply: { answer: { text: 'yes' } } } } as const;
  mock = await startMockProvider({ script, keepBodies: true });
  stranger = await startMockProvider({ script });
});

after(async () => {
  await mock[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});

interface Attack {
  /** Relative path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Relative path → target. */
  readonly links?: Readonly<Record<string, string>>;
  /** What `inspect` says beside the user's own setting. */
  readonly inspected?: Readonly<Record<string, unknown>>;
  /** Where the user's provider is now; the key was stored for `mock`. */
  readonly baseUrl?: string;
  readonly key?: 'none';
  readonly isTrusted?: boolean;
  /** Relative path of a document that is open and unsaved → its text. */
  readonly unsaved?: Readonly<Record<string, string>>;
}

interface Defence {
  /** Codes of the problems that kept the run from starting; empty where it ran. */
  readonly codes: readonly string[];
  readonly failures: readonly (string | undefined)[];
  /** What came where the user's provider is. */
  readonly requests: number;
}

/** A workspace as somebody hostile wrote it, opened by a user who keeps a key for the provider `mock`, and run. */
async function withstood(attack: Attack): Promise<Defence> {
  await using folder = await temporaryFolder();
  const root = join(folder.path, 'workspace');
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  const files = {
    'assay.models.yml': catalogueText,
    'a.prompt.yml': promptOver(1),
    ...attack.files,
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  for (const [file, target] of Object.entries(attack.links ?? {})) {
    await symlink(join(root, target), join(root, file));
  }
  const logged: string[] = [];
  const engine = openEngine(root, attack, logged);
  mock.script({});
  const strangers = stranger.log().connections;
  const { problems, ready } = await engine.plan({ ...everything, cache: 'off' }, never);
  const ran = ready === undefined ? undefined : await runReady(engine, ready);
  assert.equal(stranger.log().connections - strangers, 0, 'a stranger heard something');
  for (const request of mock.log().requests) {
    assert.doesNotMatch(JSON.stringify(request.headers), /hostile-header/);
    if (attack.key !== 'none') assert.equal(request.key, keyReference(key));
  }
  await assertNowhere(root, [JSON.stringify([problems, ran]), ...logged]);
  return {
    codes: problems.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    failures: ran?.results.map(({ failure }) => failure?.code) ?? [],
    requests: mock.log().count,
  };
}

function openEngine(root: string, attack: Attack, logged: string[]): Engine {
  const own = {
    mock: {
      kind: 'compatible',
      baseUrl: attack.baseUrl ?? mock.baseUrl,
      key: attack.key ?? { env: 'MOCK_KEY' },
    },
  };
  const inspected: InspectedSetting = { ...attack.inspected, globalValue: own };
  const list = listProviders({ value: undefined, problems: [] }, userSetting(inspected));
  assert.deepEqual(list.problems, []);
  const stored = writeStoredKey({ origin: new URL(mock.baseUrl).origin, key });
  const log = {
    info: (text: string) => logged.push(text),
    warn: (text: string) => logged.push(text),
  };
  const isTrusted = (): boolean => attack.isTrusted ?? true;
  const documents = Object.entries(attack.unsaved ?? {}).map(([file, text]) => ({
    uri: { scheme: 'file', fsPath: join(root, file) },
    isDirty: true,
    getText: () => text,
  }));
  const secrets = openKeyVault({
    entries: {
      get: (name) => Promise.resolve(name === 'assay.key.mock' ? stored : undefined),
      store: () => Promise.resolve(),
      delete: () => Promise.resolve(),
    },
    find: (name) => list.all.get(name),
    env: process.env,
    known: makeKnownKeys(),
    log,
    isTrusted,
  });
  return createEngine(
    engineSetup(root, list, {
      log,
      secrets,
      fetch: makeNodeFetch(),
      unsaved: unsavedTexts(() => documents),
      isTrusted,
      kinds: [],
      cacheFolder: undefined,
      consentFolder: undefined,
    }),
  );
}

async function assertNowhere(root: string, said: readonly string[]): Promise<void> {
  assert.doesNotMatch(said.join('\n'), /canary-hostile/);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = await readFile(join(entry.parentPath, entry.name), 'latin1');
    assert.ok(!text.includes(key), `${entry.name} has the key`);
  }
}

/** The run went to the user's provider with the user's key, and nowhere else. */
const unmoved: Defence = { codes: [], failures: [undefined], requests: 1 };

function refusedWith(...codes: readonly string[]): Defence {
  return { codes, failures: [], requests: 0 };
}

/** The same providers at the stranger's. */
function elsewhere(): object {
  return {
    mock: { kind: 'compatible', baseUrl: stranger.baseUrl, key: 'none' },
    openai: { kind: 'openai', baseUrl: stranger.baseUrl },
  };
}

function promptOverFile(file: string): string {
  return `${promptOver(1)}datasets:\n  - { file: ${file} }\n`;
}

describe('a hostile workspace', () => {
  const scorers: readonly (readonly [what: string, settings: string, codes: readonly string[]])[] =
    [
      [
        'a program that nobody has allowed',
        'process, with: { command: [touch, ran] }',
        ['scorer-not-allowed'],
      ],
      [
        'a program that takes the key',
        'process, with: { command: [env], env: [MOCK_KEY] }',
        ['scorer-key'],
      ],
      ['a script that leaves the project', 'javascript, with: { file: ../a.js }', ['path-outside']],
    ];
  for (const [what, settings, codes] of scorers) {
    it(`that scores with ${what} is refused, trusted or not, and runs nothing`, async () => {
      const prompt = promptOver(1, `  - { name: own, uses: ${settings} }\n`);
      for (const isTrusted of [true, false]) {
        // What is not trusted is refused for that reason, whatever else is wrong with it.
        const files = { 'a.prompt.yml': prompt };
        const { codes: found, requests } = await withstood({ files, isTrusted, key: 'none' });
        assert.equal(requests, 0);
        if (isTrusted) assert.deepEqual(found, codes);
        else assert.ok(found.some((code) => code.startsWith('scorer-') || codes.includes(code)));
      }
    });
  }

  it('whose script is harmless is scored in the sandbox, and not where it is not trusted', async () => {
    const code = 'export default () => true';
    const own = `  - { name: own, uses: javascript, with: { code: ${JSON.stringify(code)} } }\n`;
    const files = { 'a.prompt.yml': promptOver(1, own) };
    assert.deepEqual(await withstood({ files }), unmoved);
    const { codes, requests } = await withstood({ files, isTrusted: false });
    assert.ok(codes.includes('scorer-untrusted'));
    assert.equal(requests, 0);
  });

  it('that is harmless runs where the user says', async () => {
    assert.deepEqual(await withstood({}), unmoved);
  });

  it('does not move a provider by its settings', async () => {
    const providers = { 'assay.providers': elsewhere(), 'http.proxy': stranger.baseUrl };
    const settings = JSON.stringify(providers);
    const files = {
      '.vscode/settings.json': settings,
      'x.code-workspace': JSON.stringify({ folders: [{ path: '.' }], settings: providers }),
    };
    const value = elsewhere();
    const inspected = {
      workspaceValue: value,
      workspaceFolderValue: value,
      workspaceLanguageValue: value,
      defaultValue: value,
    };
    assert.deepEqual(await withstood({ files, inspected }), unmoved);
  });

  it('does not move a provider by a file that looks like the user’s configuration or environment', async () => {
    const config = `providers:\n  mock: { kind: compatible, baseUrl: "${stranger.baseUrl}" }\n`;
    const env = `OPENAI_BASE_URL=${stranger.baseUrl}\nMOCK_KEY=hostile\nHTTPS_PROXY=${stranger.baseUrl}\nASSAY_CONFIG=config.yml\n`;
    const files = {
      'config.yml': config,
      'assay/config.yml': config,
      '.config/assay/config.yml': config,
      '.assay/config.yml': config,
      '.env': env,
    };
    assert.deepEqual(await withstood({ files }), unmoved);
  });

  it('gains nothing from proxies and addresses that the environment names', async () => {
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'OPENAI_BASE_URL']) {
      process.env[name] = stranger.baseUrl;
      process.env[name.toLowerCase()] = stranger.baseUrl;
    }
    try {
      assert.deepEqual(await withstood({}), unmoved);
    } finally {
      process.env = before;
    }
  });

  const endpoint = 'endpoint-in-workspace';
  const inPrompt: readonly (readonly [string, string])[] = [
    ['baseUrl: "URL"', endpoint],
    ['base_url: "URL"', endpoint],
    ['api_base: "URL"', endpoint],
    ['headers: { authorization: hostile-header }', endpoint],
    ['proxy: "URL"', endpoint],
    ['config: { options: { baseURL: "URL" } }', 'unknown-key'],
    ['modelParameters: { baseUrl: "URL" }', endpoint],
    ['modelParameters: { extra_headers: { x: hostile-header } }', endpoint],
    ['__proto__: { baseUrl: "URL" }', 'yaml-forbidden-key'],
  ];
  for (const [line, code] of inPrompt) {
    it(`is refused with a prompt that says ${line}`, async () => {
      const written = line.replace('URL', stranger.baseUrl);
      const prompt = promptOver(1).replace(/^modelParameters.*\n/m, '') + written;
      assert.deepEqual(
        await withstood({ files: { 'a.prompt.yml': `${prompt}\n` } }),
        refusedWith(code),
      );
    });
  }

  it('is refused with an address in place of a model', async () => {
    const prompt = promptOver(1).replace('mock/small', stranger.baseUrl);
    const { requests } = await withstood({ files: { 'a.prompt.yml': prompt } });
    assert.equal(requests, 0);
  });

  it('is refused with a catalogue that says where a model is', async () => {
    for (const more of ['baseUrl: "URL"', 'headers: { x: y }', 'proxy: "URL"']) {
      const entry = `{ id: mock/small, status: approved, provider: mock, name: small, ${more.replace('URL', stranger.baseUrl)} }`;
      const { codes, requests } = await withstood({
        files: { 'assay.models.yml': `version: 1\nmodels:\n  - ${entry}\n` },
      });
      assert.deepEqual([codes[0], requests], ['unknown-key', 0]);
    }
  });

  it('is refused with a suite that says where a provider is', async () => {
    const suite = `version: 1\nproviders:\n  mock: { baseUrl: "${stranger.baseUrl}" }\n`;
    assert.deepEqual(
      await withstood({ files: { 'assay.yml': suite } }),
      refusedWith('unknown-key'),
    );
  });

  it('reads no dataset outside its folder, not even one that is open in the editor', async () => {
    const secret = '{"question":"[[secret]]","expected":"yes"}\n';
    const unsaved = { '../secret.jsonl': secret };
    assert.deepEqual(
      await withstood({ files: { 'a.prompt.yml': promptOverFile('../secret.jsonl') }, unsaved }),
      refusedWith('path-outside'),
    );
    const files = { 'a.prompt.yml': promptOverFile('link.jsonl'), '../secret.jsonl': secret };
    assert.deepEqual(
      await withstood({ files, links: { 'link.jsonl': '../secret.jsonl' }, unsaved }),
      refusedWith('path-link-outside'),
    );
  });

  it('gets no key to where its provider was moved, with a key in the environment either', async () => {
    process.env['MOCK_KEY'] = 'key-of-the-environment';
    try {
      assert.deepEqual(await withstood({ baseUrl: stranger.baseUrl }), refusedWith('key-missing'));
    } finally {
      delete process.env['MOCK_KEY'];
    }
  });

  it('sends nothing and gets no key as long as it is not trusted', async () => {
    assert.deepEqual(await withstood({ isTrusted: false }), refusedWith('key-missing'));
    assert.deepEqual(await withstood({ isTrusted: false, key: 'none' }), {
      codes: [],
      failures: ['local'],
      requests: 0,
    });
  });
});
