import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { marks } from '#core/templates/marks.ts';
import { mustacheTemplates } from '#core/templates/mustache.ts';

function filled(text: string, values: JsonObject, partials: Record<string, string> = {}): string {
  const { text: made, fault } = mustacheTemplates.compile(text, { partials, marks }).render(values);
  return fault === undefined ? made : `fault: ${fault}`;
}

describe('mustache', () => {
  for (const [text, made] of [
    ['{{name}} {{{name}}} {{&name}} {{ name }}', '<A> <A> <A> <A>'],
    ['{{#list}}{{.}},{{/list}}', '1,2,'],
    ['{{#people}}{{name}}{{^last}}, {{/last}}{{/people}}', 'x, y'],
    ['{{^none}}nothing{{/none}}{{#none}}something{{/none}}', 'nothing'],
    ['{{person.name}} {{#person}}{{name}}{{/person}}', 'x x'],
    ['{{list}} {{person}} {{yes}} {{nothing}}|', '[1,2] {"name":"x"} true |'],
    ['{{=<% %>=}}<% yes %>{{yes}}', 'true{{yes}}'],
    ['{{! a comment }}x', 'x'],
    ['{{#yes}}\nline\n{{/yes}}\n', 'line\n'],
    ['{{>part}}', 'part: <A>'],
    ['{{#yes}}{{name}}{{/yes}}', '<A>'],
  ] as const) {
    it(`fills ${JSON.stringify(text)}`, () => {
      const values = {
        name: '<A>',
        list: [1, 2],
        people: [{ name: 'x' }, { name: 'y', last: true }],
        person: { name: 'x' },
        yes: true,
        nothing: null,
      };
      assert.equal(filled(text, values, { part: 'part: {{name}}' }), made);
    });
  }

  it('names what it reads, and misses what no section guards', () => {
    const text = 'a {{b}} {{#c}}{{d}}{{/c}}{{^e}}{{/e}} {{f.g}}';
    const template = mustacheTemplates.compile(text, { partials: {}, marks });
    assert.deepEqual(
      template.variables.map(({ name, start, end }) => [name, text.slice(start, end)]),
      [
        ['b', '{{b}}'],
        ['c', '{{#c}}'],
        ['d', '{{d}}'],
        ['e', '{{^e}}'],
        ['f.g', '{{f.g}}'],
      ],
    );
    assert.deepEqual(template.missing({}), ['b', 'f.g']);
    assert.deepEqual(template.missing({ c: true, b: 1, f: { g: '' } }), ['d']);
  });

  it('tells where it cannot be read', () => {
    const { fault } = mustacheTemplates.compile('a {{#b}}', { partials: {}, marks });
    assert.deepEqual(fault, {
      message: 'Mustache cannot read it: Unclosed section "b".',
      at: 8,
    });
    assert.match(filled('{{>gone}}', {}), /^fault: There is no text "gone" to include/);
  });

  it('reaches nothing that a value does not own, and calls nothing', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length', 'constructor.name'])
      assert.equal(filled(`{{${name}}}{{#${name}}}x{{/${name}}}{{a.${name}}}`, { a: {} }), '');
  });

  it('ends', () => {
    const twice = { a: '{{>a}}{{>a}}' };
    assert.match(filled('{{>a}}', {}, twice), /^fault: /);
    const list = Array.from({ length: 1000 }, () => 1);
    const nested = '{{#l}}'.repeat(4) + 'x' + '{{/l}}'.repeat(4);
    assert.match(filled(nested, { l: list }), /^fault: .*takes too long/);
  });

  it('never looks through a value again', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const hostile = `{{x}}{{=| |=}}${value}`;
        assert.equal(filled('<{{x}}>', { x: hostile }), `<${hostile}>`);
      }),
    );
  });

  it('never throws, whatever stands there', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '#',
      '/',
      '^',
      '>',
      '=',
      '&',
      '{',
      '}',
      'a',
      '.',
      ' ',
      '\n',
      '!',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        mustacheTemplates.compile(pieces.join(''), { partials: {}, marks }).render({ a: [1] });
      }),
      { numRuns: 2000 },
    );
  });
});
