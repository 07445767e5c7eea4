import assert from 'node:assert/strict';
import { Template } from '@huggingface/jinja';
import * as fc from 'fast-check';
import type { JsonObject } from '#base/json.ts';
import { jinjaTemplates, nunjucksTemplates } from '#core/templates/jinja/jinja.ts';
import { marks } from '#core/templates/marks.ts';

const setting = { partials: {}, marks };

function filled(text: string, values: JsonObject = {}, language = jinjaTemplates): string {
  const { text: made, fault } = language.compile(text, setting).render(values);
  return fault === undefined ? made : `fault: ${fault}`;
}

const values: JsonObject = {
  name: 'Ada',
  n: 3,
  items: ['b', 'a', 'c'],
  people: [
    { name: 'Ada', age: 36 },
    { name: 'Bob', age: 9 },
  ],
  map: { one: 1, two: [2] },
  yes: true,
  empty: '',
};

describe('jinja', () => {
  const same: readonly string[] = [
    'Hello {{ name }}!',
    '{{ name | upper }} {{ name|lower }} {{ " x " | trim }}',
    '{% if n > 2 %}big{% elif n == 2 %}two{% else %}small{% endif %}',
    '{% for item in items %}{{ loop.index }}:{{ item }}{% if not loop.last %}, {% endif %}{% endfor %}',
    '{% for p in people if p.age > 10 %}{{ p.name }}{% else %}none{% endfor %}',
    '{% for x in [] %}x{% else %}none{% endfor %}',
    '{% set a = 1 %}{{ a + 2 * 3 }} {{ (a + 2) * 3 }}',
    '{{ "a" ~ 1 ~ "b" }} {{ 7 % 4 }}',
    '{{ items | join("-") }} {{ items | length }} {{ items | first }} {{ items | last }}',
    '{{ missing | default("none") }}|{{ empty | default("x") }}|{{ empty | default("x", true) }}',
    '{{ "yes" if yes else "no" }} {{ name if n == 4 else "other" }}',
    '{{ people[0].name }} {{ people[1]["age"] }} {{ map.two[0] }}',
    '{{ items[1:] | join }} {{ items[:-1] | join }} {{ name[::-1] }}',
    '{{ n is defined }}{{ gone is defined }}{{ n is odd }}'.replaceAll('}}{{', '}} {{'),
    '{% if "a" in items and "z" not in items %}ok{% endif %}',
    'a  {%- if yes -%}  b  {%- endif -%}  c',
    '{# a comment {{ name }} #}x',
    '{% macro hi(who, mark="!") %}Hi {{ who }}{{ mark }}{% endmacro %}{{ hi("Bo") }}{{ hi(who="Cy", mark="?") }}',
    '{% set ns = namespace(total=0) %}{% for p in people %}{% set ns.total = ns.total + p.age %}{% endfor %}{{ ns.total }}',
    '{% set x = 1 %}{% for i in items %}{% set x = 2 %}{% endfor %}{{ x }}',
    '{{ people | map(attribute="name") | join(", ") }}',
    '{{ items | sort | join }} {{ range(3) | join }} {{ range(5, 1, -2) | join(" ") }}',
    '{% for k, v in map.items() %}{{ k }};{% endfor %}',
    '{{ "a,b" .split(",") | last }} {{ " x ".strip() }} {{ name.startswith("A") }}',
    '{% filter upper %}x{{ name }}{% endfilter %}',
    '{{ map | tojson }} {{ "q\\"" | tojson }}',
    '{% set body %}x{{ n }}{% endset %}{{ body }}{{ body }}',
    '{% call(x) twice() %}<{{ x }}>{% endcall %}',
    '{{ not yes or n == 3 }}',
    '{{ -n + 5 }} {{ 2 ** 3 }}',
    "{{ 'it''s' }}{{ 'a' 'b' }}",
  ];
  for (const text of same) {
    it(`fills as another implementation does: ${text}`, () => {
      const whole = text.includes('twice()')
        ? `{% macro twice() %}{{ caller(1) }}{{ caller(2) }}{% endmacro %}${text}`
        : text;
      const other = new Template(whole).render(values);
      const ours = filled(whole, values);
      // The other one writes true and false as JavaScript does.
      assert.equal(ours.replaceAll('True', 'true').replaceAll('False', 'false'), other);
    });
  }

  it('leaves loops early and chooses by attributes', () => {
    const text =
      '{% for i in items %}{% if i == "b" %}{% continue %}{% endif %}{{ i }}{% if i == "a" %}{% break %}{% endif %}{% endfor %}';
    assert.equal(filled(text, values), 'a');
    const chosen = '{{ people | selectattr("age", "gt", 10) | map(attribute="name") | list }}';
    assert.equal(filled(chosen, values), "['Ada']");
  });

  it('prints values as Python does, and as JavaScript does for nunjucks', () => {
    assert.equal(
      filled('{{ yes }} {{ none }} {{ items }} {{ map }}', values),
      "True None ['b', 'a', 'c'] {'one': 1, 'two': [2]}",
    );
    assert.equal(
      filled('{{ yes }} {{ none }} {{ items }} {{ map }}', values, nunjucksTemplates),
      'true  b,a,c [object Object]',
    );
    assert.equal(
      filled(
        '{% set x = 1 %}{% for i in items %}{% set x = 2 %}{% endfor %}{{ x }}',
        values,
        nunjucksTemplates,
      ),
      '2',
    );
    assert.equal(
      filled('{% for k, v in map %}{{ k }}={{ v }} {% endfor %}', values, nunjucksTemplates),
      'one=1 two=2 ',
    );
  });

  it('names what reads a value of the case, and nothing else', () => {
    const text =
      '{% set a = b %}{{ a }}{% for x in xs %}{{ x.y }}{{ loop.index }}{{ c.d[0] }}{% endfor %}{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}{{ e | default(f) }}{{ range(g) }}{{ h.upper() }}';
    const { variables } = jinjaTemplates.compile(text, setting);
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['b', 'xs', 'c.d.0', 'q', 'e', 'f', 'g', 'h'],
    );
    assert.deepEqual(
      variables.map(({ start, end }) => text.slice(start, end)),
      ['b', 'xs', 'c.d[0]', 'q', 'e', 'f', 'g', 'h'],
    );
  });

  it('misses only what the author relies on', () => {
    const template = jinjaTemplates.compile(
      '{{ a }}{{ b | default("x") }}{% if c %}{{ c }}{% endif %}{{ d.e }}{{ f or "x" }}{% if g is defined %}{{ g }}{% endif %}{% for h in hs %}{% endfor %}{{ "i" if i else "j" }}',
      setting,
    );
    assert.deepEqual(template.missing({}), ['a', 'd.e', 'hs']);
    assert.deepEqual(template.missing({ a: '', d: { e: null }, hs: [] }), []);
  });

  it('fills a dotted name from a column of that very name first', () => {
    assert.equal(filled('{{ a.b }}', { 'a.b': 'whole', a: { b: 'part' } }), 'whole');
  });

  for (const [what, text] of [
    ['a long range', '{% for i in range(1000000000) %}x{% endfor %}'],
    [
      'loops in loops',
      '{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}',
    ],
    [
      'a text that doubles',
      '{% set ns = namespace(x="xxxxxxxxxx") %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}',
    ],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}'],
    ['a text that is repeated', '{{ "x" * 1000000000 }}'],
    [
      'a list that doubles',
      '{% set ns = namespace(x=[1,2,3,4]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}',
    ],
    [
      'padding',
      '{{ "x" | indent(100000000) | indent(1000) }}'.repeat(3) +
        '{% for i in range(10000) %}{{ "y" | indent(200, true) | replace("y", "zzzzzzzzzzzzzzzzzzzz") }}{% endfor %}{% for i in range(10000) %}{{ "y" | indent(200, true) }}{% endfor %}{% for i in range(10000) %}{{ "y" | indent(200, true) }}{% endfor %}',
    ],
    ['brackets in brackets', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['blocks in blocks', '{% if true %}'.repeat(3000) + '{% endif %}'.repeat(3000)],
  ] as const) {
    it(`ends at ${what}`, () => {
      assert.match(filled(text), /^fault: /);
    });
  }

  it('counts what it goes through in large values', () => {
    const l = Array.from({ length: 20_000 }, (_, index) => String(index));
    for (const text of [
      '{{ "zz" in l }}',
      '{{ l == l | list }}',
      '{{ l | tojson | length }}',
      '{{ l is in [l] }}',
    ])
      assert.match(filled(`{% for i in range(9999) %}${text}{% endfor %}`, { l }), /^fault: /);
    assert.equal(filled('{{ l | groupby("x") | length }}', { l: l.map((x) => ({ x })) }), '20000');
  });

  it('reaches nothing that a value does not own', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'prototype', '__class__']) {
      assert.equal(
        filled(`{{ name.${name} }}{{ map["${name}"] }}{{ items.${name} }}{{ ${name} }}`, values),
        '',
      );
      assert.match(
        filled(`{{ name.${name}("x") }}`, values),
        /^fault: .*nothing that can be called/,
      );
      assert.match(filled(`{{ x | ${name} }}`, values), /^fault: There is no filter/);
    }
  });

  for (const [text, at] of [
    ['a {{ b', 2],
    ['{% if x %}', 0],
    ['ab{% endif %}', 2],
    ['{{ a | uper }}', 5],
    ['{{ a b }}', 5],
    ['{% include x %}', 0],
    ['{% extends "x" %}', 0],
    ['{{ "x }}', 3],
    ['{# x', 0],
  ] as const) {
    it(`tells where it cannot be read: ${text}`, () => {
      assert.equal(jinjaTemplates.compile(text, setting).fault?.at, at);
    });
  }

  it('includes what it is given, and nothing else', () => {
    const given = { partials: { 'a.txt': 'A{{ x }}', loop: '{% include "loop" %}' }, marks };
    assert.equal(
      jinjaTemplates.compile('{% include "a.txt" %}', given).render({ x: 1 }).text,
      'A1',
    );
    assert.deepEqual(jinjaTemplates.compile('{% include "a.txt" %}', given).missing({}), ['x']);
    assert.equal(
      jinjaTemplates.compile('{% include "/etc/passwd" ignore missing %}x', given).render({}).text,
      'x',
    );
    for (const name of ['loop', '/etc/passwd'])
      assert.notEqual(
        jinjaTemplates.compile(`{% include "${name}" %}`, given).render({}).fault,
        undefined,
      );
  });

  it('never looks through a value again', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const hostile = `{{ x }}{% raw %}${value}{# #}`;
        assert.equal(filled('<{{ x }}>', { x: hostile }), `<${hostile}>`);
      }),
    );
  });

  it('never throws, whatever stands there', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      '-',
      ' if ',
      ' for x in ',
      'endif',
      'endfor',
      ' set ',
      'x',
      '.',
      '[',
      ']',
      '(',
      ')',
      '|',
      'default',
      '"',
      "'",
      ' is ',
      ' not ',
      ' in ',
      '1',
      ',',
      ':',
      '~',
      'macro m()',
      'endmacro',
      'raw',
      'else',
      '\\',
      '\u0000',
      'range(9)',
      '**',
      '==',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const template = jinjaTemplates.compile(pieces.join(''), setting);
        template.render(values);
        template.missing({});
      }),
      { numRuns: 2000 },
    );
  });
});
