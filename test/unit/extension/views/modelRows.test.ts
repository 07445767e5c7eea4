import assert from 'node:assert/strict';
import type { KeyState } from '#extension/host/keyStore.ts';
import { modelChoices } from '#extension/views/modelChoices.ts';
import {
  belowModel,
  keyText,
  modelProjectRows,
  modelRows,
  priceText,
  type ModelRow,
} from '#extension/views/modelRows.ts';
import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';

const today = '2026-06-01';
const small: ModelEntry = {
  id: 'openai/small',
  status: 'approved',
  provider: 'openai',
  name: 'small',
  price: { input: 0.25, output: 2, asOf: '2026-05-01' },
  context: 400_000,
  retires: '2026-06-21',
  suits: [{ useCase: 'classification', rating: 'recommended', why: 'cheap' }],
};
const trial: ModelEntry = { id: 'a/trial', status: 'trial', provider: 'a', name: 'trial' };
const old: ModelEntry = { ...trial, id: 'a/old', status: 'deprecated', context: 1_050_000 };
const blocked: ModelEntry = { ...trial, id: 'a/blocked', status: 'blocked' };
const retired: ModelEntry = { ...small, id: 'a/retired', retires: '2026-01-01' };

function rowOf(entry: ModelEntry, key?: KeyState, defaults: readonly string[] = []): ModelRow {
  const [row] = modelRows({
    root: '/r',
    catalogue: { file: 'assay.models.yml', models: [entry] },
    defaults,
    keys: new Map(key === undefined ? [] : [[entry.provider, key]]),
    today,
  });
  assert.ok(row !== undefined);
  return row;
}

describe('rows of models', () => {
  it('say status, price, context, key and retirement', () => {
    const row = rowOf(small, { kind: 'stored' }, ['openai/small']);
    assert.equal(row.label, 'openai/small');
    assert.equal(row.description, 'approved · default · retires in 20 days · key set · $0.25 / $2');
    assert.match(row.tooltip ?? '', /key set · \$0\.25 in, \$2 out per M tokens · 400k context/);
    assert.ok(row.kind === 'model');
    assert.deepEqual([row.root, row.provider, row.id], ['/r', 'openai', 'openai/small']);
  });

  it('tell every status apart by icon and by text', () => {
    const rows = [small, trial, old, blocked].map((entry) => rowOf(entry));
    assert.deepEqual(
      rows.map(({ icon, description }) => [icon?.id, description?.split(' · ')[0]]),
      [
        ['verified', 'approved'],
        ['beaker', 'trial'],
        ['warning', 'deprecated'],
        ['circle-slash', 'blocked'],
      ],
    );
    const row = rowOf(retired);
    assert.equal(row.icon?.id, 'archive');
    assert.match(row.description ?? '', /retired on 2026-01-01/);
    assert.match(row.tooltip ?? '', /"a\/retired" retired on 2026-01-01\./);
  });

  it('offer only what can be done', () => {
    const states: readonly (readonly [ModelEntry, KeyState | undefined, string])[] = [
      [small, { kind: 'stored' }, 'model callable key'],
      [small, { kind: 'missing' }, 'model callable key'],
      [small, { kind: 'environment', variable: 'OPENAI_API_KEY' }, 'model callable key'],
      [small, { kind: 'other-origin', origin: 'https://x' }, 'model callable key'],
      [small, { kind: 'none-needed' }, 'model callable'],
      [small, { kind: 'unknown-provider' }, 'model callable'],
      [small, undefined, 'model callable'],
      [blocked, { kind: 'missing' }, 'model key'],
      [retired, { kind: 'none-needed' }, 'model'],
    ];
    assert.deepEqual(
      states.map(([entry, key]) => rowOf(entry, key).contextValue),
      states.map(([, , expected]) => expected),
    );
  });

  it('say where a key is', () => {
    assert.deepEqual(
      [
        keyText({ kind: 'none-needed' }),
        keyText({ kind: 'missing' }),
        keyText({ kind: 'environment', variable: 'OPENAI_API_KEY' }),
      ],
      ['no key needed', 'key missing', 'key of environment variable OPENAI_API_KEY'],
    );
  });

  it('never take an unknown price for nothing', () => {
    assert.equal(priceText(undefined), 'unpriced');
    assert.equal(priceText({ input: 0, output: 0.0125 }), '$0 in, $0.0125 out per M tokens');
    assert.match(rowOf(old).description ?? '', /deprecated · unpriced$/);
  });

  it('hold what the catalogue says beyond that', () => {
    assert.deepEqual(
      belowModel('/r', small).map(({ label, description }) => [label, description]),
      [
        ['classification', 'recommended · cheap'],
        ['price', 'as of 2026-05-01'],
      ],
    );
    assert.equal(rowOf(small).expands, 'collapsed');
    assert.equal(rowOf(trial).expands, undefined);
  });

  it('have keys that differ, also over projects', () => {
    const rows = ['/r', '/s'].flatMap((root) => [...belowModel(root, small), rowOf(small)]);
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length - 1);
    assert.equal(
      modelProjectRows([{ root: '/r', name: 'shop', models: 1 }])[0]?.description,
      '1 model',
    );
  });
});

describe('choices of models', () => {
  const catalogue: Catalogue = {
    file: 'assay.models.yml',
    models: [blocked, old, trial, small, retired],
  };

  it('are those that can be called, approved ones first', () => {
    assert.deepEqual(
      modelChoices(catalogue, ['a/trial'], today).map(({ id, description }) => [id, description]),
      [
        ['openai/small', '$0.25 in, $2 out per M tokens · retires in 20 days'],
        ['a/trial', 'in use · trial · unpriced'],
        ['a/old', 'deprecated · unpriced'],
      ],
    );
  });

  it('say what a model is good for, and show no icon that a file names', () => {
    const odd = { ...small, suits: [{ useCase: '$(bug)', rating: 'suitable' as const }] };
    const [choice] = modelChoices({ ...catalogue, models: [odd] }, [], today);
    assert.equal(choice?.detail, '$ (bug): suitable');
  });
});
