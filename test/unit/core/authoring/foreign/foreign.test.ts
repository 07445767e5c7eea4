import assert from 'node:assert/strict';
import {
  completionsInForeign,
  type ForeignScene,
} from '#core/authoring/foreign/foreignCompletions.ts';
import { hoverInForeign } from '#core/authoring/foreign/foreignHovers.ts';
import type { ForeignKind } from '#core/authoring/foreign/foreignKeys.ts';
import { completionsInSidecar } from '#core/authoring/completionsElsewhere.ts';
import { outlined, sceneOf } from '#support/authoring.ts';

function scene(kind: ForeignKind, marked: string): ForeignScene {
  return { ...sceneOf(marked, [outlined({ city: 'Rome' })]), kind, names: ['city', 'style'] };
}

const labels = (kind: ForeignKind, marked: string): string[] =>
  completionsInForeign(scene(kind, marked)).map(({ label }) => label);

const inserts = (kind: ForeignKind, marked: string): string[] =>
  completionsInForeign(scene(kind, marked)).map(({ insert }) => insert);

const lines = (kind: ForeignKind, marked: string): string[] | undefined =>
  hoverInForeign(scene(kind, marked))?.note.map(({ text }) => text);

const beside = (marked: string): string[] =>
  completionsInSidecar(sceneOf(marked, [outlined({ city: 'Rome' })])).map(({ label }) => label);

const callable = ['openai/mini', 'try/this', 'old/one'];

describe('completion in a prompt of another tool', () => {
  it('knows models where the format names one', () => {
    assert.deepEqual(labels('prompty', '---\nmodel: ¦\n---\nHi').slice(0, 3), callable);
    assert.deepEqual(labels('prompty', '---\nmodel:\n  id: o¦\n---\nHi'), callable);
    assert.deepEqual(labels('dotprompt', '---\nmodel: "¦"\n---\nHi'), callable);
  });

  it('writes models of promptfoo as its providers are written', () => {
    assert.equal(inserts('promptfoo', 'providers:\n  - ¦')[0], 'openai:chat:mini-1');
    assert.equal(inserts('promptfoo', 'providers: [{ id:¦ }]')[0], ' openai:chat:mini-1');
  });

  it('knows the variables inside of tags, and closes what is open', () => {
    assert.deepEqual(inserts('prompty', '---\nname: a\n---\nIn {{ c¦'), ['city}}', 'style}}']);
    assert.deepEqual(inserts('prompty', '---\nname: a\n---\n{% if ¦ %}'), ['city', 'style']);
    assert.deepEqual(inserts('dotprompt', '---\nmodel: m\n---\n{{#each ¦}}'), ['city', 'style']);
    assert.deepEqual(inserts('promptfoo', 'prompts:\n  - "In {{¦}}"'), ['city', 'style']);
    assert.deepEqual(inserts('prompty', '---\nname: a\n---\nIn {{ x }} c¦'), []);
    assert.deepEqual(inserts('prompty', '---\nname: a\n---\n{{ x | default("¦") }}'), []);
  });

  it('knows the keys of the format, without those that are there', () => {
    const head = labels('dotprompt', '---\nmodel: m\n¦\n---\nHi');
    assert.deepEqual(head.slice(0, 3), ['config', 'input', 'output']);
    assert.deepEqual(
      labels('prompty', '---\nmodel:\n  options:\n    temperature: 1\n    ¦\n---\n'),
      ['maxOutputTokens', 'topP', 'seed', 'stopSequences'],
    );
    assert.deepEqual(labels('promptfoo', 'tests:\n  - vars: { ¦ }'), ['city', 'style']);
    assert.ok(labels('promptfoo', 'tests:\n  - vars: {}\n    ¦').includes('assert'));
  });

  it('says of types of assertions what becomes of them, and what the metric behind measures', () => {
    const found = completionsInForeign(scene('promptfoo', 'tests:\n  - assert:\n      - type: ¦'));
    const contains = found.find(({ label }) => label === 'contains');
    assert.deepEqual(
      [contains?.detail, contains?.note[1]?.text, contains?.note[2]?.text],
      ['native', 'The same here.', 'Contains (contains)'],
    );
    const meteor = found.find(({ label }) => label === 'meteor');
    assert.equal(
      meteor?.note[1]?.text,
      'Not looked at here: METEOR needs a dictionary of synonyms.',
    );
  });

  it('does not take the text below the head for keys', () => {
    assert.deepEqual(labels('prompty', '---\nname: a\n---\nmodel: ¦'), []);
  });
});

describe('hovers in a prompt of another tool', () => {
  it('say what a model costs, as the format writes it', () => {
    assert.equal(lines('promptfoo', 'providers: ["openai:chat:mi¦ni-1"]')?.[0], 'openai/mini');
    assert.equal(lines('prompty', '---\nmodel: { id: openai/m¦ini }\n---\n')?.[0], 'openai/mini');
  });

  it('say where a variable comes from', () => {
    assert.deepEqual(lines('dotprompt', '---\nmodel: m\n---\n{{#if ci¦ty}}'), [
      'city',
      'Such as "Rome".',
      'From p/a.prompt.yml, line 1.',
    ]);
    assert.deepEqual(lines('dotprompt', '---\nmodel: m\n---\n{{#i¦f city}}'), undefined);
  });

  it('say what keys and types mean', () => {
    assert.equal(lines('promptfoo', 'defaultT¦est: {}')?.[0], 'defaultTest');
    const type = lines('promptfoo', 'defaultTest: { assert: [{ type: not-re¦gex, value: x }] }');
    assert.deepEqual(type?.slice(0, 3), [
      'not-regex',
      'Near the same here. In RE2: look-around and back-references do not exist.',
      'Regular expression (regex)',
    ]);
  });
});

describe('the file beside a prompt', () => {
  it('is completed as a prompt is, but for what it has no place for', () => {
    assert.equal(beside('¦').includes('messages'), false);
    assert.ok(beside('evaluators:\n  - uses: ¦').includes('exact-match'));
    assert.deepEqual(beside('testData:\n  - { ¦ }').slice(0, 2), ['city', 'expected']);
    assert.deepEqual(beside('model: ¦'), callable);
  });
});
