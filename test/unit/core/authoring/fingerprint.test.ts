import assert from 'node:assert/strict';
import { caseFingerprint, variantFingerprint } from '#core/authoring/fingerprint.ts';
import { outlined, readPrompt } from '#support/authoring.ts';

const text = `name: a
messages:
  - { role: system, content: Sort it. }
  - { role: user, content: "{{question}}" }
modelParameters: { temperature: 0, maxTokens: 20 }
variants:
  - { name: warm, modelParameters: { temperature: 1 } }
testData:
  - { question: x, expected: y }
evaluators:
  - { name: right, uses: exact-match, with: { ignoreCase: true, trim: true } }
`;

function prints(of: string): readonly string[] {
  const prompt = readPrompt(of);
  return prompt.variants.map((variant) => variantFingerprint(prompt, variant));
}

const before = prints(text);
const after = (from: string, to: string): readonly boolean[] => {
  assert.ok(text.includes(from));
  return prints(text.replace(from, to)).map((one, at) => one !== before[at]);
};

describe('the fingerprint of a variant', () => {
  it('changes with its messages, parameters and evaluators', () => {
    assert.deepEqual(after('Sort it.', 'Sort it!'), [true, true]);
    assert.deepEqual(after('role: system', 'role: assistant'), [true, true]);
    assert.deepEqual(after('maxTokens: 20', 'maxTokens: 21'), [true, true]);
    assert.deepEqual(after('temperature: 1', 'temperature: 0.5'), [false, true]);
    assert.deepEqual(after('ignoreCase: true', 'ignoreCase: false'), [true, true]);
    assert.deepEqual(after('name: right', 'name: wrong'), [true, true]);
  });

  it('does not change with names, cases, remarks, places and the order of keys', () => {
    assert.deepEqual(after('name: a', '# a remark\nname: b'), [false, false]);
    assert.deepEqual(after('name: warm', 'name: hot'), [false, false]);
    assert.deepEqual(after('question: x', 'question: z'), [false, false]);
    assert.deepEqual(after('temperature: 0, maxTokens: 20', 'maxTokens: 20, temperature: 0'), [
      false,
      false,
    ]);
    assert.deepEqual(after('ignoreCase: true, trim: true', 'trim: true, ignoreCase: true'), [
      false,
      false,
    ]);
  });

  it('tells the variants of a prompt apart', () => {
    assert.equal(new Set(before).size, 2);
  });
});

function print(values: Parameters<typeof outlined>[0], line = 1): string {
  return caseFingerprint(outlined(values, 'rows.csv', line).testCase);
}

describe('the fingerprint of a case', () => {
  it('changes with anything of its row, and with nothing else', () => {
    assert.equal(print({ a: 1, b: ['x'] }), print({ b: ['x'], a: 1 }, 7));
    assert.notEqual(print({ a: 1 }), print({ a: '1' }));
    assert.notEqual(print({ a: 1 }), print({ a: 1, expected: 'x' }));
    assert.notEqual(print({ a: 1, tags: ['smoke'] }), print({ a: 1, tags: ['slow'] }));
  });
});

describe('the fingerprint of a case', () => {
  it('changes with what it demands, and not with where that stands', () => {
    const { testCase } = outlined({ question: 'x' });
    const demanding = (uses: string, line: number): string =>
      caseFingerprint({
        ...testCase,
        assertions: { assert: [{ assert: [{ uses, at: { file: 'a', line } }] }] },
      });
    assert.notEqual(demanding('contains', 1), caseFingerprint(testCase));
    assert.equal(demanding('contains', 1), demanding('contains', 9));
    assert.notEqual(demanding('contains', 1), demanding('regex', 1));
  });
});
