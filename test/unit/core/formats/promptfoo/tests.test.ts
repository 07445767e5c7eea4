import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { withoutPlaces, type AnyAssertion } from '#protocol/assertion.ts';
import { caseId } from '#core/datasets/caseId.ts';
import { promptYml } from '#core/formats/promptYml/read.ts';
import { writePromptYml } from '#core/formats/promptYml/write.ts';
import { configOf, promptOf, readConfig } from '#support/promptfoo.ts';

/** Without places. */
function bare(one: AnyAssertion): unknown {
  const { at: _at, ...rest } = one;
  return 'assert' in rest ? { ...rest, assert: rest.assert.map(bare) } : rest;
}

function assertionsOf(text: string, files: Record<string, string> = {}): readonly unknown[] {
  return promptOf(text, files).cases.map(({ assertions }) => assertions?.assert.map(bare));
}

function valuesOf(text: string, files: Record<string, string> = {}): readonly unknown[] {
  return promptOf(text, files).cases.map(({ values }) => values);
}

describe('tests of promptfoo', () => {
  it('become cases, named by their description or their content', () => {
    const tests = '  - description: The "first"\n    vars: { a: 1 }\n  - vars: { a: 2 }\n';
    const { cases } = promptOf(configOf(tests));
    assert.deepEqual(
      cases.map(({ id, source }) => [id, source.line]),
      [
        ['The "first"', 4],
        [caseId({ a: 2 }), 6],
      ],
    );
  });

  it('are one case for every combination of their lists, the first list outermost', () => {
    assert.deepEqual(valuesOf(configOf('  - vars: { a: [x, y], b: [1, 2], c: ["p", "q"] }\n')), [
      { a: 'x', b: [1, 2], c: 'p' },
      { a: 'x', b: [1, 2], c: 'q' },
      { a: 'y', b: [1, 2], c: 'p' },
      { a: 'y', b: [1, 2], c: 'q' },
    ]);
  });

  it('keep their lists where expansion is switched off', () => {
    const tests = '  - vars: { a: [x, y] }\n    options: { disableVarExpansion: true }\n';
    assert.deepEqual(valuesOf(configOf(tests)), [{ a: ['x', 'y'] }]);
  });

  it('take values from files: texts trimmed, YAML as JSON, patterns as several', () => {
    const files = { 'one.txt': ' one \n', 'two.txt': 'two', 'c.yaml': 'k: [1, 2]\n' };
    const tests = '  - vars: { a: file://*.txt, b: file://c.yaml }\n';
    assert.deepEqual(valuesOf(configOf(tests), files), [
      { a: 'one', b: '{"k":[1,2]}' },
      { a: 'two', b: '{"k":[1,2]}' },
    ]);
  });

  it('fill values from other values once, and only those that somebody wrote by hand', () => {
    assert.deepEqual(valuesOf(configOf('  - vars: { a: "Hi {{b}}", b: "{{c}}", c: x }\n')), [
      { a: 'Hi {{c}}', b: 'x', c: 'x' },
    ]);
    const files = { 't.csv': 'a,b\n{{b}},x\n' };
    assert.deepEqual(valuesOf(configOf('  - file://t.csv\n'), files), [{ a: '{{b}}', b: 'x' }]);
  });

  it('stand over the default test: values, assertions in front, options and threshold', () => {
    const more =
      'defaultTest:\n  threshold: 0.4\n  vars: { a: d, z: 1 }\n  assert: [{ type: contains, value: d }]\n';
    const tests =
      '  - vars: { a: t }\n    assert: [{ type: contains, value: t }]\n' +
      '  - threshold: 0.9\n    assert: [{ type: contains, value: u }]\n    options: { disableDefaultAsserts: true }\n';
    const { cases } = promptOf(configOf(tests, more));
    assert.deepEqual(
      cases.map(({ values, assertions }) => [
        values,
        assertions?.threshold,
        assertions?.assert.map(bare),
      ]),
      [
        [
          { a: 't', z: 1 },
          0.4,
          [
            { uses: 'contains', with: { value: 'd' } },
            { uses: 'contains', with: { value: 't' } },
          ],
        ],
        [{ a: 'd', z: 1 }, 0.9, [{ uses: 'contains', with: { value: 'u' } }]],
      ],
    );
  });

  it('of scenarios are repeated for each set of values', () => {
    const text =
      'prompts: ["{{a}}"]\nproviders: [openai:gpt-5-mini]\nscenarios:\n' +
      '  - config:\n      - vars: { a: x, want: X }\n      - vars: { a: y, want: Y }\n' +
      '    tests:\n      - assert: [{ type: contains, value: "{{want}}" }]\n      - vars: { b: 1 }\n';
    const { cases } = promptOf(text);
    assert.deepEqual(
      cases.map(({ values, assertions }) => [values, assertions?.assert.map(bare)]),
      [
        [{ a: 'x', want: 'X' }, [{ uses: 'contains', with: { value: 'X' } }]],
        [{ a: 'x', want: 'X', b: 1 }, undefined],
        [{ a: 'y', want: 'Y' }, [{ uses: 'contains', with: { value: 'Y' } }]],
        [{ a: 'y', want: 'Y', b: 1 }, undefined],
      ],
    );
  });

  it('come from YAML, JSON and JSON Lines, each at its own line', () => {
    const files = {
      't/a.yaml': '- vars: { a: 1 }\n\n- vars: { a: 2 }\n',
      't/b.json': '[\n{"vars": {"a": 3}}\n]',
      't/c.jsonl': '{"vars":{"a":4}}\n\n{"vars":{"a":5}}\n',
    };
    const { cases } = promptOf(
      configOf('  - file://t/*.yaml\n  - t/b.json\n  - t/c.jsonl\n'),
      files,
    );
    assert.deepEqual(
      cases.map(({ values, source }) => [values['a'], source.file, source.line]),
      [
        [1, 't/a.yaml', 1],
        [2, 't/a.yaml', 3],
        [3, 't/b.json', 2],
        [4, 't/c.jsonl', 1],
        [5, 't/c.jsonl', 3],
      ],
    );
  });

  it('keep metadata as tags', () => {
    const tests =
      '  - vars: { a: 1 }\n    metadata: { kind: math, tags: [x, y], levels: [1, 2] }\n';
    assert.deepEqual(promptOf(configOf(tests)).cases[0]?.tags, [
      'kind=math',
      'x',
      'y',
      'levels=1',
      'levels=2',
    ]);
  });

  it('put texts before and behind the prompt', () => {
    const tests = '  - vars: { a: x }\n    options: { prefix: "Now {{a}}: ", suffix: "!" }\n';
    const prompt = promptOf(configOf(tests));
    assert.deepEqual(prompt.cases[0]?.values, { a: 'x', __prefix: 'Now x: ', __suffix: '!' });
    assert.equal(prompt.variants[0]?.messages[0]?.content, '{{ __prefix }}{{a}}{{ __suffix }}');
    assert.deepEqual(prompt.variants[0]?.template?.defaults, { __prefix: '', __suffix: '' });
  });

  it('follow references to templates of assertions', () => {
    const more =
      'assertionTemplates:\n  short: { type: javascript, value: "output.length < 9" }\n  yes: { type: equals, value: "{{a}}" }\n';
    const tests = '  - vars: { a: x }\n    assert: [{ $ref: "#/assertionTemplates/yes" }]\n';
    assert.deepEqual(assertionsOf(configOf(tests, more)), [
      [{ uses: 'exact-match', expected: 'x', with: { trim: false } }],
    ]);
  });
});

describe('cells of a table', () => {
  const cells: readonly (readonly [cell: string, wanted: unknown])[] = [
    ['Paris', { uses: 'exact-match', expected: 'Paris', with: { trim: false } }],
    ['equals: 30', { uses: 'exact-match', expected: '30', with: { trim: false } }],
    ['not-equals:no', { uses: 'exact-match', expected: 'no', with: { trim: false }, not: true }],
    ['contains:a:b', { uses: 'contains', with: { value: 'a:b' } }],
    [
      'contains-any: <b>,</span>',
      {
        uses: 'contains-any',
        with: { values: ['<b>', '</span>'], ignoreCase: false },
        counts: 'verdict',
      },
    ],
    [
      'not-icontains-all:A, B',
      {
        uses: 'contains-all',
        with: { values: ['A', 'B'], ignoreCase: true },
        counts: 'verdict',
        not: true,
      },
    ],
    ['similar:hi', { uses: 'semantic-similarity', expected: 'hi', threshold: 0.8, with: {} }],
    ['similar(0.9):hi', { uses: 'semantic-similarity', expected: 'hi', threshold: 0.9, with: {} }],
    [
      'rouge-n:a b',
      { uses: 'rouge', expected: 'a b', threshold: 0.75, with: { variant: 'rouge-1' } },
    ],
    ['latency(500)', { uses: 'latency', with: { maxMs: 500 } }],
    ['is-json', { uses: 'json', with: { anywhere: false } }],
    ['grade:Is it kind?', { uses: 'rubric', with: { criteria: 'Is it kind?' } }],
    ['llm-rubric: Is it kind?', { uses: 'rubric', with: { criteria: ' Is it kind?' } }],
    ['unknown:x', { uses: 'exact-match', expected: 'unknown:x', with: { trim: false } }],
    ['word-count: 3', { uses: 'word-count', with: { by: 'spaces', min: 3, max: 3 } }],
  ];

  for (const [cell, wanted] of cells) {
    it(`mean what promptfoo has them mean: ${cell}`, () => {
      const files = { 't.csv': `a,__expected\nx,"${cell.replaceAll('"', '""')}"\n` };
      assert.deepEqual(assertionsOf(configOf('  - file://t.csv\n'), files), [[wanted]]);
    });
  }

  it('may be code, behind three names and in a file', () => {
    for (const cell of ['javascript:', 'fn:', 'eval:']) {
      const files = { 't.csv': `a,__expected\nx,${cell} output.length > 1\n` };
      const [[made] = []] = assertionsOf(configOf('  - file://t.csv\n'), files) as {
        uses: string;
      }[][];
      assert.equal(made?.uses, 'javascript');
    }
  });

  it('have columns for the test itself', () => {
    const files = {
      't.csv':
        'a,__expected1,__expected2,__prefix,__suffix,__description,__metric,__threshold,__metadata:kind,__metadata:tags[],__config:__expected2:weight\n' +
        'x,contains:y,contains:z,P,S,Third,tone,0.5,math,"p,q\\,r",4\n',
    };
    const [found] = promptOf(configOf('  - file://t.csv\n'), files).cases;
    assert.deepEqual(
      { ...found, assertions: found?.assertions?.assert.map(bare) },
      {
        id: 'Third',
        values: { a: 'x', __prefix: 'P', __suffix: 'S' },
        assertions: [
          { uses: 'contains', with: { value: 'y' }, name: 'tone' },
          { uses: 'contains', with: { value: 'z' }, name: 'tone', weight: 4 },
        ],
        tags: ['kind=math', 'p', 'q,r'],
        source: { file: 't.csv', line: 2 },
      },
    );
    assert.equal(found?.assertions?.threshold, 0.5);
  });

  it('are told where a column does nothing', () => {
    const files = { 't.csv': 'a,_expected,__what\nx,y,z\n' };
    const { problems } = readConfig(configOf('  - file://t.csv\n'), files);
    assert.deepEqual(
      problems.map(({ code, file, range }) => `${file}:${range.start.line} ${code}`),
      ['t.csv:2 underscore', 't.csv:2 key-without-effect'],
    );
  });

  it('may hold line ends, and rows keep their lines', () => {
    const files = { 't.csv': 'a,b\n"x\ny",1\nz,2\n' };
    const { cases } = promptOf(configOf('  - file://t.csv\n'), files);
    assert.deepEqual(
      cases.map(({ values, source }) => [values['a'], source.line]),
      [
        ['x\ny', 2],
        ['z', 4],
      ],
    );
  });
});

describe('a configuration of promptfoo in Assay’s own format', () => {
  it('keeps what each case demands', () => {
    const tests =
      '  - description: one\n    vars: { a: x }\n    threshold: 0.5\n    assert:\n      - { type: not-contains, value: "{{a}}", weight: 2 }\n' +
      '      - { type: assert-set, threshold: 0.1, metric: m, assert: [{ type: cost, weight: 0 }] }\n';
    const prompt = promptOf(configOf(tests));
    const written = stringify(writePromptYml(prompt, 'a.prompt.yml').document);
    const { value, problems } = promptYml.read(new TextEncoder().encode(written), 'a.prompt.yml');
    assert.deepEqual(problems, []);
    const [before] = prompt.cases;
    const [after] = value?.cases ?? [];
    assert.ok(before?.assertions && after?.assertions);
    assert.deepEqual(withoutPlaces(after.assertions), withoutPlaces(before.assertions));
    assert.deepEqual(
      value?.evaluators.map(({ uses }) => uses),
      ['assertions'],
    );
  });
});
