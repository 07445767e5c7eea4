import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FileError } from '#core/ports.ts';
import { ModelError } from '#core/models/modelError.ts';
import type { CacheMode } from '#core/models/layers/cache.ts';
import { CacheStore } from '#core/models/layers/cacheStore.ts';
import type { FakeAnswer, FakeRequest } from '#support/fakeModel.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { ModelBench, type BenchOptions } from '#support/modelBench.ts';

const folder = '/cache/assay';

interface Setup extends BenchOptions {
  readonly files?: MemoryFiles;
  readonly mode?: CacheMode;
  readonly maxBytes?: number;
  readonly script?: (request: FakeRequest) => FakeAnswer;
}

function open({ files = new MemoryFiles(), mode = 'on', maxBytes, script, ...rest }: Setup): {
  readonly bench: ModelBench;
  readonly store: CacheStore;
  readonly warnings: string[];
} {
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => warnings.push(message) };
  const store = new CacheStore({ files, log, folder, ...(maxBytes !== undefined && { maxBytes }) });
  const bench = new ModelBench(script ?? (() => ({ latencyMs: 100 })), {
    entry: { price: { input: 1_000_000, output: 1_000_000 } },
    ...rest,
    cache: { store, mode },
  });
  return { bench, store, warnings };
}

/** Fills a disk with one reply. */
async function filled(setup: Setup = {}): Promise<MemoryFiles> {
  const files = setup.files ?? new MemoryFiles();
  const { bench, store } = open({ ...setup, files });
  const sent = bench.send('a');
  await bench.clock.advance(1000);
  await sent;
  await store.close();
  return files;
}

describe('the reply cache', () => {
  it('gives a reply again with its first latency, tokens and cost, and no request', async () => {
    const files = await filled();
    const { bench } = open({ files });
    const { reply, events } = await bench.send('a');
    assert.equal(bench.provider.requests.length, 0);
    assert.deepEqual(events, []);
    assert.deepEqual(reply, {
      text: 're: a',
      ending: 'stop',
      usage: { inputTokens: 10, outputTokens: 5 },
      latencyMs: 100,
      costUsd: 15,
      source: 'cache',
    });
    assert.equal(bench.run.budget.spentUsd, 0);
  });

  it('keeps repetitions, parameters and models apart', async () => {
    const files = await filled();
    const { bench } = open({ files, script: () => ({}) });
    await bench.send('a', { request: { repeat: 1 } });
    await bench.send('a', { request: { parameters: { temperature: 0 } } });
    await bench.send('a', { model: bench.open({ id: 'fake/large', name: 'large' }) });
    assert.equal(bench.provider.requests.length, 3);
  });

  it('asks anew when told to refresh, and keeps the new answer', async () => {
    const files = await filled();
    const refresh = open({ files, mode: 'refresh', script: () => ({ reply: { text: 'new' } }) });
    await refresh.bench.send('a');
    await refresh.store.close();
    const { bench } = open({ files });
    assert.equal((await bench.send('a')).reply?.text, 'new');
  });

  it('neither reads nor writes when it is off', async () => {
    const files = await filled({ mode: 'off' });
    assert.deepEqual(files.paths, []);
  });

  it('never asks when it is required', async () => {
    const { bench } = open({ files: await filled(), mode: 'require' });
    await bench.send('a');
    await bench.send('b');
    assert.deepEqual(bench.tally, { ok: 1, 'not-cached': 1 });
    assert.equal(bench.provider.requests.length, 0);
  });

  const answers: readonly [string, FakeAnswer, number | undefined, boolean][] = [
    ['a failure', { error: new ModelError('too-long', 'no') }, undefined, false],
    ['a refusal', { reply: { ending: 'filter' } }, undefined, false],
    ['a call of a tool', { reply: { ending: 'tool' } }, undefined, false],
    ['an empty reply', { reply: { text: '' } }, undefined, false],
    ["a reply cut by the service's cap", { reply: { ending: 'length' } }, undefined, false],
    ["a reply cut by the request's own cap", { reply: { ending: 'length' } }, 10, true],
  ];
  for (const [what, answer, maxTokens, isKept] of answers) {
    it(`${isKept ? 'keeps' : 'does not keep'} ${what}`, async () => {
      const files = new MemoryFiles();
      const request = maxTokens === undefined ? {} : { parameters: { maxTokens } };
      const first = open({ files, script: () => answer });
      await first.bench.send('a', { request });
      await first.store.close();
      const { bench } = open({ files, script: () => ({}) });
      await bench.send('a', { request });
      assert.equal(bench.provider.requests.length, isKept ? 0 : 1);
    });
  }

  it('takes a line that a crash cut short for a miss, and writes the next one whole', async () => {
    const files = await filled();
    const [path] = files.paths;
    const whole = files.text(path!)!;
    files.put(path!, whole.slice(0, -20));
    await filled({ files });
    assert.equal(files.text(path!), `${whole.slice(0, -20)}\n${whole}`);
    const { bench } = open({ files });
    await bench.send('a');
    assert.equal(bench.provider.requests.length, 0);
  });

  it('takes any flipped byte for a miss or for a line of another key', async () => {
    const files = await filled();
    const [path] = files.paths;
    const whole = Buffer.from(files.text(path!)!);
    const property = fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, mask) => {
        const broken = Buffer.from(whole);
        broken[at] = broken[at]! ^ mask;
        files.put(path!, broken);
        const { bench } = open({ files, script: () => ({ reply: { text: 'asked' } }) });
        const { reply } = await bench.send('a');
        assert.ok(reply?.text === 'asked' || reply?.text === 're: a');
        if (reply.source === 'cache') assert.equal(reply.costUsd, 15);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('goes on without a disk that can be written, and says so once', async () => {
    const files = new MemoryFiles();
    files.failure = new FileError('no-space', folder, 'full');
    const { bench, store, warnings } = open({ files, script: () => ({}) });
    await bench.sendMany(5, 2);
    await store.close();
    assert.deepEqual(bench.tally, { ok: 5 });
    assert.deepEqual(warnings, ['The reply cache cannot be written (no-space); going on without.']);
  });

  it('removes what was not used for longest when it grows too large', async () => {
    const files = await filled({ entry: { name: 'old', id: 'fake/old' } });
    const [old] = files.paths;
    await filled({ files, entry: { name: 'new', id: 'fake/new' } });
    const [newer] = files.paths.filter((path) => path !== old);
    const size = files.text(old!)!.length;
    // Reading the older one makes it the one that was used last.
    const again = open({ files, entry: { name: 'old', id: 'fake/old' }, maxBytes: size * 2 - 10 });
    await again.bench.send('a');
    assert.equal(again.bench.provider.requests.length, 0);
    await again.store.close();
    assert.deepEqual(files.paths, [old]);
    assert.notEqual(newer, undefined);
  });
});
