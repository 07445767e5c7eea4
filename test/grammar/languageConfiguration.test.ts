import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

interface Configuration {
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly { readonly open: string; readonly close: string }[];
  readonly wordPattern: string;
  readonly indentationRules: Readonly<
    Record<'increaseIndentPattern' | 'decreaseIndentPattern', string>
  >;
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
}

async function configurationOf(language: string): Promise<Configuration> {
  const text = await readFile(`syntaxes/${language}.language-configuration.json`, 'utf8');
  return JSON.parse(text) as Configuration;
}

type Rows = Readonly<Record<'indent' | 'stay' | 'outdent', readonly string[]>>;

const rows: Readonly<Record<string, Rows>> = {
  prompty: {
    indent: [
      'inputs:',
      '  default: |',
      'text: >-',
      '- name:',
      '{% if x %}',
      '  {%- for a in b -%}',
      '{% else %}',
      '{% macro m(a) %}',
    ],
    stay: [
      'system:',
      '# user:',
      'assistant[name="x"]:',
      'name: trip',
      'Say this: now',
      'In {{city}}',
      '{% if x %}a{% endif %}.',
      '{% set x = 1 %}',
    ],
    outdent: ['{% endif %}', '  {%- endfor %}', '{% else %}', '{% elif y %}', '{% endmacro %}'],
  },
  dotprompt: {
    indent: [
      'input:',
      '  schema:',
      '    tags(array, all):',
      'text: |',
      '{{#if x}}',
      '{{~#each xs}}',
    ],
    stay: ['model: m', '{{role "user"}}', '{{#if x}}a{{/if}}', 'In {{city}}', '{{>partial}}'],
    outdent: ['{{/if}}', '  {{~/each}}', '{{else}}', '{{else if y}}'],
  },
};

for (const [language, { indent, stay, outdent }] of Object.entries(rows)) {
  describe(`the language configuration of ${language}`, () => {
    it('indents behind what opens, and nothing else', async () => {
      const { indentationRules } = await configurationOf(language);
      const increase = new RegExp(indentationRules.increaseIndentPattern);
      assert.deepEqual(
        [...indent, ...stay].filter((line) => increase.test(line)),
        indent,
      );
    });

    it('takes back in what closes, and nothing else', async () => {
      const { indentationRules } = await configurationOf(language);
      const decrease = new RegExp(indentationRules.decreaseIndentPattern);
      assert.deepEqual(
        [...outdent, ...stay, ...indent.filter((line) => !/\{% else/.test(line))].filter((line) =>
          decrease.test(line),
        ),
        outdent,
      );
    });

    it('closes the marks of its templates, and takes a name for one word', async () => {
      const { autoClosingPairs, brackets, wordPattern } = await configurationOf(language);
      assert.ok(autoClosingPairs.some(({ open, close }) => open === '{{' && close === '}}'));
      assert.deepEqual(brackets[0], ['{{', '}}']);
      const word = new RegExp(wordPattern, 'gu');
      assert.deepEqual('{{ höhe_2-b }}, x'.match(word), ['höhe_2-b', 'x']);
    });

    it('folds blocks', async () => {
      const { markers } = (await configurationOf(language)).folding;
      const [open, close] =
        language === 'prompty' ? ['{% if x %}', '{% endif %}'] : ['{{#if x}}', '{{/if}}'];
      assert.match(open, new RegExp(markers.start));
      assert.match(close, new RegExp(markers.end));
      assert.doesNotMatch(close, new RegExp(markers.start));
    });
  });
}
