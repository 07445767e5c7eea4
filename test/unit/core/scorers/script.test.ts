import assert from 'node:assert/strict';
import { scorerBench, told, type ScorerBench } from '#support/scorers.ts';

describe('a script', () => {
  let bench: ScorerBench;
  before(async () => {
    bench = await scorerBench({
      'scorers/short.js': 'export default ({ reply }) => reply.length < 5;\n',
      'scorers/broken.js': 'export default (one) => {\n  return one.;\n};\n',
      'scorers/top.js': '\nthrow new Error("no luck");\n',
      'scorers/noDefault.js': 'export const score = 1;\n',
    });
  });
  after(() => bench[Symbol.asyncDispose]());

  const answers: readonly (readonly [body: string, told: string])[] = [
    ['0.25', '0.25'],
    ['true', '1 pass'],
    ['false', '0 miss'],
    ['null', 'not-applicable: the scorer says so'],
    ['({ value: 0.5, pass: true, why: "well" })', '0.5 pass: well'],
    ['({ value: 0, pass: false, details: { words: 3 } })', '0 miss: {"words":3}'],
    ['({ value: true })', '1 pass'],
    ['({ notApplicable: "no source" })', 'not-applicable: no source'],
    ['({ error: "gave up" })', 'failed: the scorer says: gave up'],
    ['Promise.resolve(1)', '1'],
    ['(async () => { await null; await null; return 0.75; })()', '0.75'],
    ['(reply === "yes" ? 1 : 0)', '1'],
    ['[...reply].length / 10', '0.3'],
  ];
  for (const [body, expected] of answers) {
    it(`that returns ${body} scores ${expected}`, async () => {
      const scorer = await bench.script(`export default ({ reply }) => ${body};`);
      assert.equal(await told(scorer), expected);
    });
  }

  const failures: readonly (readonly [body: string, told: RegExp])[] = [
    ['2', /^failed: the scorer gave 2, which is not from 0 to 1$/],
    ['-0.001', /not from 0 to 1$/],
    ['NaN', /^failed: the scorer gave "NaN" where a number is due$/],
    ['Infinity', /"Infinity" where a number is due$/],
    ['"0.5"', /^failed: the scorer gave "0.5" where a number is due$/],
    ['({ pass: true })', /^failed: the scorer gave nothing where a number is due$/],
    ['({ value: 1, pass: "yes" })', /gave "yes" as `pass`/],
    ['undefined', /^failed: the scorer broke: it returned nothing that JSON can hold/],
    ['(() => 1)', /nothing that JSON can hold/],
    ['1n', /^failed: the scorer broke: .*[Bb]ig[Ii]nt/],
    ['[1]', /^failed: the scorer gave \[1\] where/],
    ['new Promise(() => {})', /it waits for what will never come/],
    ['Promise.reject(new TypeError("no"))', /^failed: the scorer broke: no \(line 1\)$/],
    ['(() => { throw "plain" })()', /^failed: the scorer broke: plain$/],
    ['(() => { throw null })()', /null was thrown$/],
    ['undefined.length', /^failed: the scorer broke: .* \(line 1\)$/],
  ];
  for (const [body, expected] of failures) {
    it(`that returns ${body} is failed`, async () => {
      const scorer = await bench.script(`export default ({ reply }) => ${body};`);
      assert.match(await told(scorer), expected);
    });
  }

  it('is told everything, as plain JSON', async () => {
    const scorer = await bench.script('export default (all) => ({ value: 1, details: all });');
    const input = { reply: 'a', values: { n: [1, null] }, settings: { depth: { two: 2 } } };
    assert.equal(await told(scorer, input), `1: ${JSON.stringify(input)}`);
  });

  it('that says something on the console has it in the reason', async () => {
    const scorer = await bench.script(
      'export default () => { console.log("seen", { a: 1 }); console.error("\\u001b[31mred"); return 1; };',
    );
    assert.equal(await told(scorer), '1: it said: seen {"a":1} red');
  });

  it('has its foreign text cut, and nothing in it that acts', async () => {
    const scorer = await bench.script(
      'export default () => ({ value: 1, why: "\\u001b]0;title\\u0007" + "x".repeat(9000) });',
    );
    const words = await told(scorer);
    assert.match(words, /^1: x+…$/);
    assert.ok(words.length < 600);
  });

  it('in a file is read from the project', async () => {
    assert.deepEqual(await bench.scriptFaults({ file: '../scorers/short.js' }), []);
  });

  it('with an error of syntax is refused, with the place in its own file', async () => {
    const [fault] = await bench.scriptFaults({ file: '../scorers/broken.js' });
    assert.equal(fault?.code, 'scorer-syntax');
    assert.deepEqual(fault.at, {
      file: 'scorers/broken.js',
      range: { start: { line: 2, column: 14 }, end: { line: 2, column: 14 } },
    });
  });

  it('with an error of syntax in the prompt names line and column of the code', async () => {
    const [fault] = await bench.scriptFaults({ code: 'export default\n  (;' });
    assert.match(fault?.message ?? '', /in line 2, column 4 of it/);
    assert.deepEqual(fault?.path, ['code']);
  });

  it('that throws when it is loaded is refused where it throws', async () => {
    const [fault] = await bench.scriptFaults({ file: '../scorers/top.js' });
    assert.deepEqual([fault?.code, fault?.message], ['scorer-broken', 'no luck.']);
    assert.equal(fault?.at?.range.start.line, 2);
  });

  const refused: readonly (readonly [file: string, code: string])[] = [
    ['../scorers/noDefault.js', 'scorer-broken'],
    ['../scorers/gone.js', 'scorer-missing'],
    ['../../outside.js', 'path-outside'],
    ['/etc/passwd', 'path-absolute'],
    ['https://example.com/a.js', 'path-remote'],
    ['../scorers', 'file-not-a-file'],
  ];
  for (const [file, code] of refused) {
    it(`in ${file} is refused: ${code}`, async () => {
      const faults = await bench.scriptFaults({ file });
      assert.deepEqual(
        faults.map((one) => one.code),
        [code],
      );
    });
  }

  it('is not run where the folder is not trusted', async () => {
    await using untrusted = await scorerBench({}, { isTrusted: () => false });
    const [fault] = await untrusted.scriptFaults({ code: 'export default () => 1' });
    assert.equal(fault?.code, 'scorer-untrusted');
  });

  it('is checked without being run, whether the folder is trusted or not', async () => {
    await using check = await scorerBench({}, { isTrusted: () => false }, 'check');
    assert.deepEqual(await check.scriptFaults({ code: 'throw new Error("run")' }), []);
    const [fault] = await check.scriptFaults({ code: 'throw new (' });
    assert.equal(fault?.code, 'scorer-syntax');
  });
});
