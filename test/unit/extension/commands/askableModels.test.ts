import assert from 'node:assert/strict';
import { askableModels } from '#extension/commands/askableModels.ts';
import type { KeyState } from '#extension/host/keyStore.ts';
import type { Suite } from '#core/project/suite.ts';
import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';

function entry(provider: string, change: Partial<ModelEntry> = {}): ModelEntry {
  return { id: `${provider}/one`, status: 'approved', provider, name: 'one', ...change };
}

const catalogue: Catalogue = {
  file: 'assay.models.yml',
  models: [
    entry('openai'),
    entry('ollama'),
    entry('env'),
    entry('moved'),
    entry('nobody'),
    entry('keyless'),
    entry('openai', { id: 'openai/trial', status: 'trial' }),
    entry('openai', { id: 'openai/blocked', status: 'blocked' }),
    entry('openai', { id: 'openai/gone', retires: '2026-01-01' }),
  ],
};

const states: Readonly<Record<string, KeyState>> = {
  openai: { kind: 'stored' },
  ollama: { kind: 'none-needed' },
  env: { kind: 'environment', variable: 'KEY' },
  moved: { kind: 'other-origin', origin: 'https://old.example' },
  nobody: { kind: 'unknown-provider' },
};

const keys = {
  state: (provider: string): Promise<KeyState> =>
    Promise.resolve(states[provider] ?? { kind: 'missing' }),
};

const suite: Suite = { file: 'assay.yml', models: [], allowUnpriced: [] };

describe('models that can be asked', () => {
  it('are approved, of today, and have a key where they need one', async () => {
    assert.deepEqual(await askableModels({ catalogue, suite }, keys, '2026-11-01'), {
      models: ['openai/one', 'ollama/one', 'env/one'],
      withoutKey: ['moved/one', 'nobody/one', 'keyless/one'],
    });
  });

  it('need no key where recordings answer', async () => {
    const replaying: Suite = { ...suite, recordings: { replay: true, keep: 'hash' } };
    const found = await askableModels({ catalogue, suite: replaying }, keys, '2026-11-01');
    assert.deepEqual([found.models.length, found.withoutKey], [6, []]);
  });

  it('are none without a catalogue', async () => {
    assert.deepEqual(await askableModels({ catalogue: undefined, suite }, keys, '2026-11-01'), {
      models: [],
      withoutKey: [],
    });
  });
});
