import assert from 'node:assert/strict';
import { evidence, FakeJudge } from '#support/evidence.ts';
import { codesOf, prepared, problemsOf, scoreOf } from '#support/scoring.ts';

const tools = new FakeJudge([]);

describe('regex', () => {
  it('matches anywhere, with flags, and can be negated', async () => {
    assert.equal(await scoreOf('regex', { pattern: 'b+' }, 'abbc'), '1 pass');
    assert.equal(await scoreOf('regex', { pattern: 'B' }, 'abc'), '0 miss');
    assert.equal(await scoreOf('regex', { pattern: 'B', flags: 'i' }, 'abc'), '1 pass');
    assert.equal(await scoreOf('regex', { pattern: '^b$', flags: 'm' }, 'a\nb'), '1 pass');
    assert.equal(await scoreOf('regex', { pattern: 'a.b', flags: 's' }, 'a\nb'), '1 pass');
    assert.equal(await scoreOf('regex', { pattern: 'b', negate: true }, 'abc'), '0 miss');
    assert.equal(await scoreOf('regex', { pattern: '^\\u00e9/\\p{L}$' }, 'é/ж'), '1 pass');
  });

  const refused: readonly [pattern: string, code: string][] = [
    ['(?=a)b', 'regex-unsupported'],
    ['(?!a)b', 'regex-unsupported'],
    ['(?<=a)b', 'regex-unsupported'],
    ['(?<!a)b', 'regex-unsupported'],
    ['(a)\\1', 'regex-unsupported'],
    ['(?<n>a)\\k<n>', 'regex-unsupported'],
    ['(', 'regex-syntax'],
    ['[z-a]', 'regex-syntax'],
    ['*', 'regex-syntax'],
    ['a\\Z', 'regex-syntax'],
    ['(a{100}){100}', 'regex-too-large'],
    ['a{2000}', 'regex-too-large'],
    ['a'.repeat(10_001), 'out-of-range'],
    ['', 'out-of-range'],
  ];
  for (const [pattern, code] of refused) {
    it(`refuses ${pattern.slice(0, 20)} before the run: ${code}`, async () => {
      assert.deepEqual(await codesOf('regex', { pattern }), [code]);
    });
  }

  it('refuses flags it does not know, and says where the evaluator stands', async () => {
    const [problem] = await problemsOf('regex', { pattern: 'a', flags: 'g' });
    assert.equal(problem?.code, 'wrong-format');
    assert.equal(problem.file, 'a.prompt.yml');
    assert.deepEqual(problem.range.start, { line: 7, column: 3 });
    assert.equal(problem.allowed, 'i, m, s, each at most once');
  });
});

/** Patterns that take ages in an engine that backtracks. */
const evil = [
  '^(a+)+$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '(a*)*b',
  '(.*)*x',
  '(.*)(.*)(.*)(.*)x',
  '(x+x+)+y',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^(\\w+\\s?)*$',
  '^([a-zA-Z0-9]+\\s?)+$',
  '(a|b|ab)*c',
  '((a|b)*c|d)*$',
  '(?:(?:a?){30}){30}$',
  '(a?){100}a{100}b',
  '.*a.{300}$',
  '[ab]*a[ab]{18}$',
  '(a.{0,400}b){2}',
  '(\\w{1,100}){9}x',
  '(.{0,30}){30}z',
  '^(.|a){1,900}$',
  '^(?:(?:a+)*)*!!$',
  '(\\s*\\w+\\s*)+:',
  '([^@]+)+@([^.]+)+\\.x',
  '^\\s+|\\s+$',
  '(<[^>]*>)*<',
  '("[^"]*"|a)*$!',
  '(a+){10}b',
  '^(0|1|a)*2$',
  '(aa|aab?)*c',
  '(?i)(A+)+B',
];

describe('patterns that would hang another engine', () => {
  for (const pattern of evil) {
    it(`${pattern} on 50 KB takes at most 300 ms`, async () => {
      const check = await prepared('regex', { pattern });
      const replies = [`${'a'.repeat(50_000)}!`, 'ab'.repeat(25_000), ' a@'.repeat(16_000)];
      const started = process.cpuUsage();
      for (const reply of replies)
        assert.equal((await check.measure(evidence(reply), tools)).score.outcome, 'scored');
      const { user } = process.cpuUsage(started);
      assert.ok(user / 1000 / replies.length <= 300, `${user / 1000} ms for all`);
    });
  }

  it('runs the patterns of a JSON Schema in the same engine', async () => {
    const schema = {
      type: 'object',
      properties: { a: { pattern: '^(a|a)*$' }, b: { pattern: '^b+$' } },
      patternProperties: { '^(x+)+$': { type: 'number' } },
      additionalProperties: false,
    };
    const check = await prepared('json-schema', { schema });
    const long = 'a'.repeat(50_000);
    const started = performance.now();
    const verdictOf = async (value: unknown): Promise<unknown> => {
      const { score } = await check.measure(evidence(JSON.stringify(value)), tools);
      return score.outcome === 'scored' && score.pass;
    };
    assert.equal(await verdictOf({ a: long, b: 'b', xx: 1 }), true);
    assert.equal(await verdictOf({ a: `${long}!` }), false);
    assert.equal(await verdictOf({ b: 'a' }), false);
    assert.equal(await verdictOf({ [`${'x'.repeat(50_000)}!`]: 1 }), false);
    assert.ok(performance.now() - started < 1000);
  });
});
