import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  compileTemplate,
  missingNames,
  renderTemplate,
  renderText,
  templateVariables,
} from '#core/prompts/template.ts';

function textOf(text: string, values: Parameters<typeof renderText>[1]): string {
  return renderText(text, values).text;
}

describe('renderText', () => {
  it('fills a placeholder with and without spaces inside its braces', () => {
    assert.equal(textOf('{{name}} and {{ name }}', { name: 'Ada' }), 'Ada and Ada');
  });

  it('fills names with spaces, dashes and letters of any script', () => {
    const values = { 'order id': 7, 'a-b': 'x', größe: 'XL', 名前: 'Ada', हिन्दी: 'ठीक' };
    assert.equal(
      textOf('{{order id}} {{a-b}} {{größe}} {{名前}} {{हिन्दी}}', values),
      '7 x XL Ada ठीक',
    );
  });

  it('follows dots into maps and lists', () => {
    const values = { a: { b: ['first', { c: 'deep' }] } };
    assert.equal(textOf('{{a.b.0}} {{a.b.1.c}}', values), 'first deep');
  });

  it('prefers a column whose own name has dots', () => {
    assert.equal(textOf('{{a.b}}', { 'a.b': 'column', a: { b: 'path' } }), 'column');
  });

  it('names what has no value, once and in order, and leaves it as written', () => {
    assert.deepEqual(renderText('{{b}} {{ a }} {{b}}', {}), {
      text: '{{b}} {{ a }} {{b}}',
      missing: ['b', 'a'],
    });
  });

  it('fills empty text, false, zero and null: they are values', () => {
    const values = { a: '', b: false, c: 0, d: null };
    assert.deepEqual(renderText('[{{a}}{{b}}{{c}}{{d}}]', values), {
      text: '[false0<nil>]',
      missing: [],
    });
  });

  it('sees own properties only', () => {
    const values = { text: 'abc', list: [1], map: {} };
    const names = [
      'constructor',
      '__proto__',
      'toString',
      'text.length',
      'list.length',
      'list.1',
      'list.00',
      'list.-1',
      'map.constructor.name',
      'map.__proto__',
    ];
    const missing = names.map((name) => renderText(`{{${name}}}`, values).missing);
    assert.deepEqual(
      missing,
      names.map((name) => [name]),
    );
  });

  it('never looks through a value again', () => {
    const values = { a: '{{b}}', b: '{{a}}' };
    assert.deepEqual(renderText('{{a}}{{b}}', values), { text: '{{b}}{{a}}', missing: [] });
  });

  it('does not join a value and the text around it to a new placeholder', () => {
    assert.equal(textOf('{{{open}}name}}', { open: '{', name: 'no' }), '{{name}}');
  });

  it('leaves other notations with braces as they are', () => {
    const text = '{"a": {"b": 1}} {{"a": 1}} {{#if x}} {{/if}} {{> part}} {{7*7}} {% x %} ${y} {{';
    assert.deepEqual(renderText(text, { x: 'filled' }), { text, missing: [] });
  });

  it('keeps the outer braces of three', () => {
    assert.equal(textOf('{{{name}}}', { name: 'Ada' }), '{Ada}');
  });

  it('puts any text into the result byte for byte', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{7*7}}', '{% raw %}', '{#', '<%= %>', '${x}', '$&', '$1', '{{name}}', '}}'),
    );
    fc.assert(
      fc.property(nasty, nasty, (one, two) => {
        const { text, missing } = renderText('<{{one}}|{{ two }}>', { one, two });
        assert.equal(text, `<${one}|${two}>`);
        assert.deepEqual(missing, []);
      }),
    );
  });

  it('never throws and leaves a text without placeholders alone', () => {
    const braces = fc.string({ unit: fc.constantFrom('{', '}', ' ', 'a', '.', '\n', 'é', '"') });
    fc.assert(
      fc.property(braces, (text) => {
        const { missing } = renderText(text, {});
        assert.equal(renderText(text, {}).text, text);
        assert.equal(missing.length > 0, templateVariables(text).length > 0);
      }),
    );
  });

  it('looks through a hostile text in linear time', () => {
    const texts = ['{{'.repeat(50_000), `{{a${' '.repeat(100_000)}`, `{{${'a '.repeat(50_000)}!`];
    const started = performance.now();
    for (const text of texts) assert.deepEqual(renderText(text, {}).text, text);
    assert.ok(performance.now() - started < 500);
  });
});

describe('templateVariables', () => {
  it('gives names with the offsets of their braces', () => {
    assert.deepEqual(templateVariables('Hi {{ first name }}, {{b}}'), [
      { name: 'first name', start: 3, end: 19 },
      { name: 'b', start: 21, end: 26 },
    ]);
  });
});

describe('a compiled template', () => {
  it('gives the same result for every row without keeping anything of the row before', () => {
    const template = compileTemplate('{{a}}-{{b}}');
    assert.equal(renderTemplate(template, { a: 1, b: 2 }).text, '1-2');
    assert.deepEqual(renderTemplate(template, { a: 1 }).missing, ['b']);
    assert.equal(renderTemplate(template, { a: 'x', b: 'y' }).text, 'x-y');
  });

  it('says what a row lacks without rendering', () => {
    const template = compileTemplate('{{a}}{{b}}{{c.d}}{{b}}');
    assert.deepEqual(missingNames(template, { a: 1 }), ['b', 'c.d']);
    assert.deepEqual(missingNames(template, { a: 1, b: 2, c: { d: 3 } }), []);
  });
});
