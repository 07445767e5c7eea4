import assert from 'node:assert/strict';
import { scorerBench, told, type ScorerBench } from '#support/scorers.ts';

/** One score is lost, and the next reply is scored as if nothing had been. */
describe('a hostile script', () => {
  let bench: ScorerBench;
  before(async () => {
    bench = await scorerBench();
  });
  after(() => bench[Symbol.asyncDispose]());

  const hostile: readonly (readonly [name: string, body: string, told: RegExp])[] = [
    ['never ends', 'for (;;);', /it did not end/],
    [
      'catches what ends it',
      'for (;;) try { for (;;); } catch {} finally { for (;;); }',
      /did not end/,
    ],
    [
      'never ends in a promise',
      'return Promise.resolve().then(() => { for (;;); });',
      /did not end/,
    ],
    [
      'promises for ever',
      'const more = () => Promise.resolve().then(more); return more();',
      /did not end/,
    ],
    ['searches for ever', 'return /^(a|a)*$/.test("a".repeat(60) + "b");', /did not end/],
    ['calls itself', 'const deep = () => deep() + 1; return deep();', /stack overflow/],
    ['nests for ever', 'let a = []; for (;;) a = [a];', /memory/],
    [
      'takes 4 GB in arrays',
      'const all = []; for (;;) all.push(new Uint8Array(6e7));',
      /out of memory|could not say/,
    ],
    ['takes 4 GB in a text', 'let a = "x"; for (;;) a += a;', /memory|could not say|too long/],
    ['returns a huge text', 'return { value: 1, why: "x".repeat(2e7) };', /JSON can hold in 64 KB/],
    ['prints without end', 'for (;;) console.log("x".repeat(1000));', /did not end/],
    ['throws what throws', 'throw { get message() { throw this; } };', /^failed: the scorer broke/],
    [
      'throws what never ends',
      'throw new Proxy({}, { get() { for (;;); } });',
      /^failed: the scorer broke: it did not end/,
    ],
    ['answers what never ends', 'return { toJSON() { for (;;); } };', /did not end/],
    ['requires', 'return require("node:fs");', /require.*not defined/],
    ['looks for the process', 'return process.env;', /process.*not defined/],
    ['fetches', 'return fetch("http://127.0.0.1/");', /fetch.*not defined/],
    ['imports', 'return import("node:fs");', /could not load module/],
    ['imports a file', 'return import("/etc/passwd");', /could not load module/],
    ['looks for a way out', 'return this.constructor.constructor("return process")();', /failed/],
    ['waits', 'return setTimeout(() => {}, 1);', /setTimeout.*not defined/],
  ];
  for (const [name, body, expected] of hostile) {
    it(`that ${name} loses only its own score`, async () => {
      const code = `export default function ({ reply }) { if (reply === "good") return 1; ${body} }`;
      // What is stopped by the clock need not wait for it; what is stopped otherwise may be slow.
      const scorer = await bench.script(
        code,
        expected.source.endsWith('did not end') ? 1000 : 20_000,
      );
      const [bad, good] = await Promise.all([told(scorer, 'bad'), told(scorer, 'good')]);
      assert.match(bad, /^failed: /);
      assert.match(bad, expected);
      assert.equal(good, '1');
      assert.equal(await told(scorer, 'good'), '1');
    });
  }

  it('that never ends when it is loaded is refused', async () => {
    const reading = await bench.session.script({
      prompt: 'prompts/a.prompt.yml',
      from: { code: 'for (;;); export default 1' },
      timeoutMs: 1000,
    });
    assert.ok('faults' in reading);
    assert.match(reading.faults[0]?.message ?? '', /did not end within 1 s/);
  });

  it('changes nothing for the measurement after it', async () => {
    const scorer = await bench.script(`
      const before = [
        globalThis.seen, Object.prototype.seen, Array.prototype.map.seen, String(JSON.stringify).length,
      ].join();
      export default ({ reply }) => {
        const seen = before + [Object.prototype.pass, typeof console.log, parseInt('7')].join();
        globalThis.seen = Object.prototype.seen = Array.prototype.map.seen = 1;
        Object.prototype.pass = true;
        JSON.parse = JSON.stringify = () => '{"value":1,"pass":true}';
        console.log = parseInt = undefined;
        Array.prototype[Symbol.iterator] = Function.prototype.call = Object.freeze = undefined;
        return { value: 0, pass: false, why: seen };
      };`);
    const first = await told(scorer);
    assert.match(first, /^0 miss: ,,,\d+,function,7$/);
    assert.equal(await told(scorer), first);
  });

  it('cannot pass by what it leaves in prototypes of ours', async () => {
    const scorer = await bench.script(
      'export default () => JSON.parse(\'{"__proto__":{"value":1,"pass":true},"constructor":1}\');',
    );
    assert.match(await told(scorer), /^failed: the scorer gave nothing/);
    assert.equal(({} as { value?: number }).value, undefined);
  });

  it('is ended at once when the run is', async () => {
    const scorer = await bench.script('export default () => { for (;;); };', 10_000);
    const bad = told(scorer);
    await bench.session.close();
    assert.equal(await bad, 'failed: the scorer broke: the run ended before it was measured');
    assert.match(await told(scorer), /the run ended/);
  });
});
