import type { Provider } from '#core/models/providers.ts';
import {
  chooseKey,
  originOf,
  readStoredKey,
  writeStoredKey,
  type StoredKey,
} from '#extension/host/keyChoice.ts';
import assert from 'node:assert/strict';

function at(baseUrl: string, key: Provider['key'] = { env: 'OUR_KEY' }): Provider {
  return { settings: { provider: 'ours', kind: 'compatible', baseUrl, stream: true }, key };
}

const here = at('https://llm.example/v1');
const right = { origin: 'https://llm.example', key: 'stored-key' };
const env = { OUR_KEY: ' from-environment\n' };

describe('which key a provider gets', () => {
  const table: readonly (readonly [
    string,
    Provider | undefined,
    StoredKey | undefined,
    Readonly<Record<string, string>>,
    unknown,
    string | undefined,
  ])[] = [
    ['nobody knows the provider', undefined, right, env, { kind: 'unknown-provider' }, undefined],
    [
      'it needs none',
      at('http://127.0.0.1:1/v1', 'none'),
      right,
      env,
      { kind: 'none-needed' },
      undefined,
    ],
    ['one is stored for where it is', here, right, {}, { kind: 'stored' }, 'stored-key'],
    [
      'one is stored and one in the environment',
      here,
      right,
      env,
      { kind: 'stored' },
      'stored-key',
    ],
    [
      'one is only in the environment',
      here,
      undefined,
      env,
      { kind: 'environment', variable: 'OUR_KEY' },
      'from-environment',
    ],
    ['there is none', here, undefined, {}, { kind: 'missing' }, undefined],
    ['the variable is blank', here, undefined, { OUR_KEY: ' \n' }, { kind: 'missing' }, undefined],
    ...[
      'https://llm.example:8443',
      'http://llm.example',
      'https://llm.example.evil.test',
      'https://LLM.example',
      'null',
      '',
    ].map(
      (origin) =>
        [
          `one is stored for ${origin || 'nowhere'}`,
          here,
          { origin, key: 'stored-key' },
          env,
          { kind: 'other-origin', origin },
          undefined,
        ] as const,
    ),
    [
      'one is stored for an address that is no origin',
      at('vscode://lm'),
      { origin: 'null', key: 'stored-key' },
      {},
      { kind: 'other-origin', origin: 'null' },
      undefined,
    ],
  ];
  for (const [when, provider, stored, variables, state, key] of table) {
    it(`when ${when}`, () => {
      const choice = chooseKey(provider, stored, variables);
      assert.deepEqual([choice.state, choice.key?.value], [state, key]);
    });
  }

  it('is one for the whole origin, whatever the path', () => {
    assert.equal(chooseKey(at('https://llm.example/v2/x'), right, {}).key?.value, 'stored-key');
  });

  it('says where the key is from', () => {
    assert.equal(chooseKey(here, right, {}).key?.ref, 'VS Code’s key store');
    assert.equal(chooseKey(here, undefined, env).key?.ref, 'environment variable OUR_KEY');
  });
});

describe('an origin', () => {
  const origins: readonly [string, string | undefined][] = [
    ['https://api.openai.com/v1', 'https://api.openai.com'],
    ['https://API.openai.com:443/v1', 'https://api.openai.com'],
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434'],
    ['vscode://lm', undefined],
    ['nonsense', undefined],
  ];
  for (const [baseUrl, origin] of origins) {
    it(`of ${baseUrl} is ${origin}`, () => {
      assert.equal(originOf(at(baseUrl)), origin);
    });
  }
});

describe('a stored key', () => {
  it('is read as it was written', () => {
    assert.deepEqual(readStoredKey(writeStoredKey(right)), right);
    assert.equal(readStoredKey('{"origin":"https://a.b","key":" k \\n"}')?.key, 'k');
  });

  for (const text of [
    '',
    'sk-plain-text',
    '[]',
    'null',
    '{}',
    '{"origin":"https://a.b"}',
    '{"key":"k"}',
    '{"origin":1,"key":"k"}',
    '{"origin":"https://a.b","key":" "}',
  ]) {
    it(`is missing where the entry is ${text || 'empty'}`, () => {
      assert.equal(readStoredKey(text), undefined);
    });
  }
});
