import assert from 'node:assert/strict';
import { builtinProviders, providerNamed } from '#core/models/providers.ts';
import { readUserConfig } from '#core/project/userConfig.ts';
import { places } from '#support/places.ts';

const read = (text: string): ReturnType<typeof readUserConfig> =>
  readUserConfig(new TextEncoder().encode(text), 'config.yml');

const withUrl = (url: string): ReturnType<typeof readUserConfig> =>
  read(`providers:\n  acme: { kind: compatible, baseUrl: "${url}" }\n`);

describe("the user's configuration", () => {
  it('says where runs are sent, and what of them', () => {
    const { value, problems } = read(
      'mlflow: { trackingUri: "https://mlflow.example.com", push: after-run, texts: prompts }\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.mlflow, {
      trackingUri: 'https://mlflow.example.com',
      push: 'after-run',
      texts: 'prompts',
    });
  });

  it('takes no token, and repeats none that stands there', () => {
    const { value, problems } = read(
      'mlflow: { trackingUri: "https://dana:hunter2@mlflow.example.com", token: hunter2 }\n',
    );
    assert.equal(value, undefined);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['unsafe-url', 'unknown-key'],
    );
    assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
  });

  it('says where providers are', () => {
    const { value, problems } = read(
      [
        'providers:',
        '  acme:',
        '    kind: compatible',
        '    baseUrl: https://models.acme.example/v1/',
        '    key: { env: ACME_KEY }',
        '    stream: false',
        '  ollama: { kind: compatible, baseUrl: "http://localhost:9999/v1", key: none }',
      ].join('\n'),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(value?.providers, [
      {
        settings: {
          provider: 'acme',
          kind: 'compatible',
          baseUrl: 'https://models.acme.example/v1',
          stream: false,
        },
        key: { env: 'ACME_KEY' },
      },
      {
        settings: {
          provider: 'ollama',
          kind: 'compatible',
          baseUrl: 'http://localhost:9999/v1',
          stream: true,
        },
        key: 'none',
      },
    ]);
  });

  for (const url of ['http://127.0.0.1:1234/v1', 'http://[::1]:1/v1', 'https://a.example']) {
    it(`may name ${url}`, () => {
      assert.deepEqual(withUrl(url).problems, []);
    });
  }

  for (const url of [
    'http://models.example/v1',
    'http://127.0.0.1.evil.example/v1',
    'http://localhost.evil.example/v1',
    'https://user:secret@a.example',
    'https://a.example/v1?key=1',
    'https://a.example/v1#x',
    'ftp://a.example',
    'file:///etc/passwd',
    'a.example/v1',
  ]) {
    it(`may not name ${url}`, () => {
      const { value, problems } = withUrl(url);
      assert.equal(value, undefined);
      assert.deepEqual(places(problems), ['unsafe-url 2:38']);
    });
  }

  it('cannot move a provider that is built in with a key', () => {
    const { value, problems } = read(
      'providers:\n  openai: { kind: openai, baseUrl: "https://proxy.example/v1" }\n',
    );
    assert.equal(value, undefined);
    assert.deepEqual(places(problems), ['built-in-provider 2:3']);
  });

  const secret = 'sk-proj-abcdefghijklmnop';
  for (const line of [
    `key: ${secret}`,
    `key: { env: ${secret} }`,
    `key: "${secret}`,
    `key: [${secret}]`,
    `apiKey: ${secret}`,
    `baseUrl: ${secret}`,
    `kind: ${secret}`,
    `stream: ${secret}`,
    `? [${secret}]\n    : x`,
    `key: {{${secret}}}`,
    `key: @${secret}`,
    `key: *${secret}`,
  ]) {
    it(`does not show a key that stands in it by mistake: ${line.replace(secret, '…')}`, () => {
      const { value, problems } = read(`providers:\n  acme:\n    ${line}\n`);
      assert.equal(value, undefined);
      assert.doesNotMatch(JSON.stringify(problems), /sk-proj|abcdefg/);
    });
  }

  it('may be empty of providers', () => {
    assert.deepEqual(read('providers: {}\n').value?.providers, []);
  });
});

describe('providers', () => {
  it('are built in with their own origins, on this machine without a key', () => {
    assert.deepEqual(
      builtinProviders.map(({ settings, key }) => [settings.provider, settings.baseUrl, key]),
      [
        ['openai', 'https://api.openai.com/v1', { env: 'OPENAI_API_KEY' }],
        ['anthropic', 'https://api.anthropic.com', { env: 'ANTHROPIC_API_KEY' }],
        ['ollama', 'http://127.0.0.1:11434/v1', 'none'],
        ['lmstudio', 'http://127.0.0.1:1234/v1', 'none'],
        ['llamacpp', 'http://127.0.0.1:8080/v1', 'none'],
      ],
    );
  });

  it("are the user's before the built-in ones", () => {
    const own = withUrl('https://a.example').value?.providers ?? [];
    assert.equal(providerNamed('acme', own)?.settings.baseUrl, 'https://a.example');
    assert.equal(providerNamed('ollama', own)?.settings.kind, 'compatible');
    assert.equal(providerNamed('nobody', own), undefined);
  });
});
