import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, type CliEnd, type CliProject } from '#support/cli.ts';
import { keyReference, startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import type { MockScript } from '#support/mockScript.ts';
import { promptOver } from '#support/project.ts';

/** Looks different in each encoding. */
const key = 'canary+key/7f3a=9c2e"51\\d84b06?&~';
const yes = { reply: { answer: { text: 'yes' } } } as const;

/** Every way in which somebody could have written the key down. */
const written: Readonly<Record<string, string>> = {
  raw: key,
  base64: Buffer.from(key).toString('base64').slice(0, -4),
  'base64 behind "Bearer "': Buffer.from(`Bearer ${key}`).toString('base64').slice(12, -4),
  base64url: Buffer.from(key).toString('base64url').slice(0, -4),
  url: encodeURIComponent(key),
  form: new URLSearchParams({ k: key }).toString().slice(2),
  json: JSON.stringify(key).slice(1, -1),
  'json in json': JSON.stringify(JSON.stringify(key)).slice(3, -3),
  hex: Buffer.from(key).toString('hex'),
};

describe('a key', () => {
  let mock: MockProvider;
  let stranger: MockProvider;

  before(async () => {
    mock = await startMockProvider({ keepBodies: true });
    stranger = await startMockProvider();
  });

  after(async () => {
    await mock[Symbol.asyncDispose]();
    await stranger[Symbol.asyncDispose]();
  });

  const withKey = (files = 3): Promise<CliProject> =>
    makeCliProject({
      baseUrl: mock.baseUrl,
      key,
      files: { 'a.prompt.yml': promptOver(files) },
      env: { ASSAY_LOG: 'info', OPENAI_LOG: 'debug', ANTHROPIC_LOG: 'debug' },
    });

  const told = { message: `wrong key ${key}`, type: key, code: key, param: key };
  const scripts: Readonly<Record<string, MockScript>> = {
    'a run that goes well': { otherwise: yes },
    'a service that says the key in its 401': { otherwise: { status: 401, body: { error: told } } },
    'a service that says the key in its 400': { otherwise: { status: 400, body: { error: told } } },
    'a service that says the key in plain text, with a 500': {
      otherwise: { status: 500, headers: { 'x-should-retry': 'false' }, body: `no: ${key}` },
    },
    'a service that says the key in its headers': {
      otherwise: { ...yes, headers: { 'x-request-id': key, 'openai-organization': key } },
    },
    'a service that says the key in its reply': {
      otherwise: { reply: { answer: { text: `yes ${key}` }, model: key, fingerprint: key } },
    },
    'a stream that is cut': { otherwise: { ...yes, fault: { kind: 'reset', after: 1 } } },
  };
  for (const [what, script] of Object.entries(scripts)) {
    it(`is in no file and no output after ${what}`, async () => {
      mock.script(script);
      await using project = await withKey(1);
      const ends = [
        await project.run('run', '--format', 'jsonl'),
        await project.run('run', '--record'),
        await project.run('run', '--dry-run'),
        await project.run('history', 'show', 'last', '--cases', 'all'),
        await project.run('history', 'show', 'last', '--format', 'json', '--cases', 'all'),
        await project.run('history', 'show', 'last', '--format', 'markdown'),
        await project.run('models'),
        await project.run('lint'),
      ];
      assert.equal(mock.log().requests[0]?.key, keyReference(key), 'it was used');
      await assertNowhere(project, ends);
    });
  }

  it('is in no file and no output of a run that was killed and taken up again', async () => {
    mock.script({ otherwise: { ...yes, latencyMs: 5 } });
    await using project = await withKey(200);
    await using running = project.start('run', '--format', 'jsonl', '--record');
    await running.said('stdout', '\n');
    running.child.kill('SIGKILL');
    const killed = await running.ended;
    await assertNowhere(project, [killed, await project.run('run', '--resume', 'last')]);
  });

  it('that stands in the configuration by mistake is not repeated', async () => {
    await using project = await withKey();
    const config = `providers:\n  mock: { kind: compatible, baseUrl: "${mock.baseUrl}", key: { env: '${key}' } }\n`;
    await writeFile(project.config, config);
    const end = await project.run('run');
    assert.equal(end.code, 2);
    await writeFile(project.config, '');
    await assertNowhere(project, [end]);
  });

  it('and its address come from the user alone: not from .env, and not from variables of the SDKs', async () => {
    mock.script({ otherwise: yes });
    stranger.script({ otherwise: yes });
    const hostile = {
      OPENAI_BASE_URL: stranger.baseUrl,
      OPENAI_API_KEY: 'other-key',
      OPENAI_ORG_ID: 'org-hostile',
      OPENAI_PROJECT_ID: 'project-hostile',
      OPENAI_CUSTOM_HEADERS: 'x-hostile: hostile',
      ANTHROPIC_BASE_URL: stranger.baseUrl,
      ANTHROPIC_API_KEY: 'other-key',
      ANTHROPIC_AUTH_TOKEN: 'hostile-token',
      ANTHROPIC_CUSTOM_HEADERS: 'x-hostile: hostile',
    };
    const lines = Object.entries({ ...hostile, MOCK_KEY: 'hostile', ASSAY_CONFIG: 'hostile.yml' });
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      key,
      env: hostile,
      files: {
        'a.prompt.yml': promptOver(2),
        '.env': lines.map(([name, value]) => `${name}=${value}\n`).join(''),
        'hostile.yml': `providers:\n  mock: { kind: compatible, baseUrl: "${stranger.baseUrl}" }\n`,
        'assay.models.yml': `version: 1
models:
  - { id: mock/small, status: approved, provider: mock, name: small }
  - { id: claude/small, status: approved, provider: claude, name: small }
`,
      },
    });
    const config = await readFile(project.config, 'utf8');
    const claude = `  claude: { kind: anthropic, baseUrl: "${mock.baseUrl.replace('/v1', '')}", key: { env: MOCK_KEY } }\n`;
    await writeFile(project.config, config + claude);
    const args = ['run', '--model', 'mock/small', 'claude/small', '--cache', 'off'];
    const { code, stderr } = await project.run(...args);
    assert.equal(code, 0, stderr);
    assert.equal(stranger.log().count, 0);
    const { requests } = mock.log();
    assert.deepEqual(requests.map(({ path }) => path).toSorted(), [
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/messages',
      '/v1/messages',
    ]);
    for (const request of requests) {
      assert.equal(request.key, keyReference(key));
      assert.doesNotMatch(JSON.stringify(request.headers), /hostile|other-key/);
    }
  });
});

/** Every byte below the folder of the project, its home, configuration and cache, and all that was said. */
async function assertNowhere(project: CliProject, ends: readonly CliEnd[]): Promise<void> {
  const texts: [string, string][] = ends.flatMap(({ stdout, stderr }, place) => [
    [`stdout ${place}`, stdout],
    [`stderr ${place}`, stderr],
  ]);
  const entries = await readdir(project.everything, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    texts.push([path, await readFile(path, 'latin1')]);
  }
  assert.ok(
    texts.some(([where]) => where.endsWith('journal.jsonl') || where.endsWith('config.yml')),
  );
  for (const [where, text] of texts) {
    for (const [how, secret] of Object.entries(written)) {
      const at = text.indexOf(secret);
      assert.equal(at, -1, `${where} has the key (${how}): ${text.slice(at - 80, at + 80)}`);
    }
  }
}
