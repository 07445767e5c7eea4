import assert from 'node:assert/strict';
import {
  insertModelChange,
  replaceModelChange,
  suiteModelChange,
  type TextChange,
} from '#extension/commands/modelEdits.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { readSuite } from '#core/project/suite.ts';

function apply(text: string, change: TextChange | undefined): string | undefined {
  if (change === undefined) return undefined;
  const lines = text.split('\n');
  const offset = ({ line, column }: TextChange['range']['start']): number =>
    lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  const { start, end } = change.range;
  return text.slice(0, offset(start)) + change.text + text.slice(offset(end));
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('model edits', () => {
  it('puts the default model after the version where the suite names none', () => {
    const text = '# ours\nversion: 1 # format\nrepeats: 3\n';
    const after = apply(text, suiteModelChange(text, 'openai/x'));
    assert.equal(after, '# ours\nversion: 1 # format\nmodels: [openai/x]\nrepeats: 3\n');
  });

  it('replaces the models of the suite in the style they are written in', () => {
    const flow = 'version: 1\nmodels: [ a/b, c/d ] # two\nrepeats: 3\n';
    assert.equal(
      apply(flow, suiteModelChange(flow, 'openai/x')),
      'version: 1\nmodels: [ openai/x ] # two\nrepeats: 3\n',
    );
    const block = 'version: 1\nmodels:\n  # cheap\n  - a/b\n  - c/d # dear\nrepeats: 3\n';
    assert.equal(
      apply(block, suiteModelChange(block, 'openai/x')),
      'version: 1\nmodels:\n  # cheap\n  - openai/x # dear\nrepeats: 3\n',
    );
  });

  it('gives a suite that names exactly that model', () => {
    const texts = [
      'version: 1',
      'version: 1\n',
      'repeats: 2\nversion: 1\n',
      'version: 1\nmodels: [a/b]\n',
      '---\nversion: 1\nmodels:\n- a/b\n- "c/d"\n',
      'models: [a/b]\nversion: 1\n',
    ];
    for (const text of texts) {
      for (const model of ['openai/x', 'ollama/llama3:8b', '123', 'a: b', 'true', 'it\'s/"x"']) {
        const after = apply(text, suiteModelChange(text, model));
        assert.ok(after !== undefined);
        const { value } = readSuite(bytes(after), 'assay.yml');
        const isId = !model.includes(' ');
        if (isId)
          assert.deepEqual(
            value?.models.map(({ id }) => id),
            [model],
            after,
          );
      }
    }
  });

  it('leaves a broken suite alone', () => {
    for (const text of ['version: [', '- a', '{ version: 1 }', 'version: 1\nmodels:\n']) {
      assert.equal(suiteModelChange(text, 'openai/x'), undefined, text);
    }
  });

  it('replaces a model of a prompt and keeps everything else', () => {
    const text = 'name: a\nmodel: "a/b" # ours\nmodels:\n  - c/d\nmessages: []\n';
    const models = promptYml.read(bytes(text), 'a.prompt.yml').value?.models ?? [];
    assert.deepEqual(
      models.map(({ range }) => apply(text, replaceModelChange(text, range, 'openai/x'))),
      [text.replace('a/b', 'openai/x'), text.replace('c/d', 'openai/x')],
    );
  });

  it('inserts a model after the name', () => {
    const texts: readonly (readonly [string, string])[] = [
      ['name: a\nmessages: []\n', 'name: a\nmodel: openai/x\nmessages: []\n'],
      ['# top\nmessages: []\n', '# top\nmodel: openai/x\nmessages: []\n'],
      ['messages: []\nname: a', 'messages: []\nname: a\nmodel: openai/x'],
      ['name: |\n  a\nmessages: []\n', 'name: |\n  a\nmodel: openai/x\nmessages: []\n'],
      ['name: a # b\n\n# c\nmessages: []\n', 'name: a # b\nmodel: openai/x\n\n# c\nmessages: []\n'],
    ];
    for (const [text, after] of texts) {
      assert.equal(apply(text, insertModelChange(text, 'openai/x')), after);
    }
  });

  it('inserts nothing where there is no place for a line', () => {
    for (const text of ['{ name: a, messages: [] }', 'name: [', '', 'model: a/b\nname: c\n']) {
      assert.equal(insertModelChange(text, 'openai/x'), undefined, text);
    }
  });
});
