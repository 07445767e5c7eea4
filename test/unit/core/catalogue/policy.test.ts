import assert from 'node:assert/strict';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import type { ModelVerdict } from '#core/catalogue/policy.ts';

const entry = (id: string, more: Partial<ModelEntry> = {}): ModelEntry => ({
  id,
  status: 'approved',
  provider: 'openai',
  name: id.replace(/^.*\//, ''),
  ...more,
});

const classify = [{ useCase: 'classification', rating: 'recommended' }] as const;
const models: readonly ModelEntry[] = [
  entry('openai/gpt-5', { data: { regions: ['eu', 'us'] } }),
  entry('openai/gpt-4o', { status: 'deprecated', replacement: 'openai/gpt-5' }),
  entry('openai/gpt-3', { retires: '2026-11-23', replacement: 'openai/gpt-5', suits: classify }),
  entry('openai/gpt-4', { retires: '2027-01-21', replacement: 'openai/gpt-5' }),
  entry('openai/gpt-4-turbo', { retires: '2027-01-22' }),
  entry('acme/leaky', { status: 'blocked', suits: classify }),
  entry('acme/new', { status: 'trial' }),
  entry('anthropic/haiku', { suits: classify }),
  entry('acme/vectors', { task: 'embedding', replacement: 'acme/vectors-2' }),
  entry('acme/vectors-2', { task: 'embedding' }),
  entry('anthropic/poor', { suits: [{ useCase: 'classification', rating: 'unsuitable' }] }),
];
const catalogue = { file: 'assay.models.yml', models };
const today = '2026-11-23';
const verdict = (id: string): ModelVerdict => verdictOn(catalogue, id, today);

/** What a denial says. */
function denial(id: string): readonly unknown[] {
  const found = verdict(id);
  return found.allowed ? [] : [found.code, found.why, found.alternatives];
}

/** Codes and messages of what is allowed with a warning. */
function warnings(id: string): readonly unknown[] {
  const found = verdict(id);
  assert.ok(found.allowed);
  return found.warnings.map(({ code, message, next }) => [code, message, next]);
}

describe('the policy', () => {
  it('lets an approved model and one on trial be called', () => {
    assert.deepEqual(verdict('openai/gpt-5'), {
      allowed: true,
      entry: models[0],
      warnings: [],
    });
    assert.deepEqual(verdict('acme/new'), { allowed: true, entry: models[6], warnings: [] });
  });

  it('denies a model for what it is not made for, and names those that are', () => {
    assert.deepEqual(denial('acme/vectors').slice(0, 2), [
      'model-task',
      '"acme/vectors" only makes embeddings, it answers nothing.',
    ]);
    assert.ok(!denial('acme/vectors').flat().includes('acme/vectors-2'));
    assert.equal(verdictOn(catalogue, 'acme/vectors', today, 'embedding').allowed, true);
    assert.equal(verdictOn(catalogue, 'acme/vectors', today, 'any').allowed, true);
    const chat = verdictOn(catalogue, 'openai/gpt-5', today, 'embedding');
    assert.deepEqual(chat.allowed ? [] : [chat.why, chat.alternatives], [
      '"openai/gpt-5" answers conversations, it makes no embeddings.',
      ['acme/vectors', 'acme/vectors-2'],
    ]);
  });

  it('denies everything without a catalogue', () => {
    const found = verdictOn(undefined, 'openai/gpt-5', today);
    assert.equal(found.allowed, false);
    assert.equal(found.allowed ? '' : found.code, 'model-no-catalogue');
  });

  it('denies what is not listed, and names what is near first', () => {
    assert.deepEqual(denial('openai/gtp-5'), [
      'model-not-listed',
      '"openai/gtp-5" is not in assay.models.yml.',
      ['openai/gpt-5', 'openai/gpt-4', 'openai/gpt-4-turbo', 'anthropic/haiku', 'anthropic/poor'],
    ]);
    assert.equal(verdict('OPENAI/GPT-5').allowed, false);
    assert.equal(verdict('').allowed, false);
    assert.equal(verdict('toString').allowed, false);
  });

  it('denies what is blocked, and names approved models for the same use', () => {
    const [code, why, alternatives] = denial('acme/leaky');
    assert.equal(code, 'model-blocked');
    assert.equal(why, '"acme/leaky" is blocked in assay.models.yml.');
    assert.deepEqual(alternatives, [
      'anthropic/haiku',
      'openai/gpt-5',
      'openai/gpt-4',
      'openai/gpt-4-turbo',
      'anthropic/poor',
    ]);
  });

  it('denies what has retired, from the very day, and names its replacement first', () => {
    const found = verdict('openai/gpt-3');
    assert.ok(!found.allowed);
    assert.equal(found.why, '"openai/gpt-3" retired on 2026-11-23.');
    assert.deepEqual(found.alternatives.slice(0, 2), ['openai/gpt-5', 'anthropic/haiku']);
    assert.match(found.next, /^Use openai\/gpt-5 or anthropic\/haiku or /);
    assert.equal(verdictOn(catalogue, 'openai/gpt-3', '2026-11-22').allowed, true);
  });

  it('warns of a deprecated model', () => {
    assert.deepEqual(warnings('openai/gpt-4o'), [
      ['model-deprecated', '"openai/gpt-4o" is deprecated.', 'Move to openai/gpt-5.'],
    ]);
  });

  it('warns for 60 days before a model retires', () => {
    assert.deepEqual(warnings('openai/gpt-4'), [
      [
        'model-retiring',
        '"openai/gpt-4" retires on 2027-01-21, in 59 days.',
        'Move to openai/gpt-5.',
      ],
    ]);
    assert.deepEqual(warnings('openai/gpt-4-turbo'), []);
  });

  it('takes a region prefix for the model it stands before', () => {
    const found = verdict('openai/eu.gpt-5');
    assert.ok(found.allowed);
    assert.equal(found.entry.id, 'openai/eu.gpt-5');
    assert.equal(found.entry.name, 'eu.gpt-5');
    assert.equal(verdict('acme/us.leaky').allowed, false);
    assert.equal(verdict('openai/mars.gpt-5').allowed, false);
    assert.deepEqual(denial('openai/global.gpt-5').slice(0, 2), [
      'model-region',
      '"openai/global.gpt-5" is not approved for global, only for eu, us.',
    ]);
  });

  it('says so where nothing else can be called', () => {
    const found = verdictOn({ file: 'm.yml', models: [] }, 'a/b', today);
    assert.ok(!found.allowed);
    assert.deepEqual(found.alternatives, []);
    assert.equal(found.next, 'Have a model approved in m.yml.');
  });
});
