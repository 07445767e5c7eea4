import assert from 'node:assert/strict';
import { ModelError } from '#core/models/modelError.ts';
import { loadRecordings, type Keep, type Recordings } from '#core/models/layers/recordings.ts';
import { openModelRun } from '#core/models/layers/stack.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { ModelBench, testEntry } from '#support/modelBench.ts';

const path = '/home/me/.assay/recordings/triage.jsonl';

async function load(
  files: MemoryFiles,
  keep: Keep = 'hash',
  keys: readonly string[] = [],
): Promise<Recordings> {
  const { value } = await loadRecordings({ files, path, keep, knownKeys: () => keys });
  assert.ok(value);
  return value;
}

/** Records one reply to each text and gives what the file then holds. */
async function record(
  files: MemoryFiles,
  texts: readonly string[],
  { keep = 'hash', keys = [] }: { keep?: Keep; keys?: readonly string[] } = {},
): Promise<{ lines: string[]; problems: string[] }> {
  const store = await load(files, keep, keys);
  const bench = new ModelBench(() => ({}), { recordings: { store, mode: 'record' } });
  for (const text of texts) await bench.send(text);
  const problems = await store.save();
  const lines = (files.text(path) ?? '').split('\n').filter((line) => line !== '');
  return { lines, problems: problems.map((one) => `${one.code}: ${one.message}`) };
}

describe('recordings', () => {
  it('answer again without a provider, with what the reply had cost and taken', async () => {
    const files = new MemoryFiles();
    await record(files, ['a', 'b']);
    const store = await load(files);
    const { ports } = new ModelBench(() => ({}));
    const run = openModelRun({ ports, recordings: { store, mode: 'replay' } });
    const model = run.open(testEntry, undefined, 'trials');
    const call = { signal: new AbortController().signal, tell: () => undefined };
    const request = {
      messages: [{ role: 'user', content: 'b' }],
      parameters: {},
      repeat: 0,
    } as const;
    assert.deepEqual(await model.reply(request, call), {
      text: 're: b',
      ending: 'stop',
      usage: { inputTokens: 10, outputTokens: 5 },
      latencyMs: 0,
      source: 'recording',
    });
    await assert.rejects(model.reply({ ...request, repeat: 1 }, call), (error) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.code, 'not-recorded');
      assert.match(error.message, /assay run --record/);
      return true;
    });
  });

  it('keep the request only where that is wanted', async () => {
    const { lines: hashes } = await record(new MemoryFiles(), ['a']);
    const { lines: requests } = await record(new MemoryFiles(), ['a'], { keep: 'request' });
    assert.equal(
      hashes[0],
      '{"key":"a2559bcd7def16c7cfbd1b1d4a3dc364","model":"fake/small","reply":{"text":"re: a","ending":"stop","usage":{"inputTokens":10,"outputTokens":5},"latencyMs":0},"recordedAt":"2026-11-23T12:00:00.000Z"}',
    );
    assert.match(
      requests[0]!,
      /"request":\{"messages":\[\{"role":"user","content":"a"\}\],"parameters":\{\},"repeat":0\}/,
    );
  });

  it('are sorted by case, so that a new one is one new line of a diff', async () => {
    const files = new MemoryFiles();
    const store = await load(files);
    const bench = new ModelBench(() => ({}), { recordings: { store, mode: 'record' } });
    const call = { signal: new AbortController().signal, tell: () => undefined };
    for (const name of ['c', 'a', 'b']) {
      const messages = [{ role: 'user', content: name }] as const;
      const about = { case: name, prompt: 'triage' };
      await bench.model.reply({ messages, parameters: {}, repeat: 0 }, { ...call, about });
    }
    await store.save();
    const cases = files
      .text(path)!
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { case: string }).case);
    assert.deepEqual(cases, ['a', 'b', 'c']);
  });

  it('leave the file alone when every answer is the same again', async () => {
    const files = new MemoryFiles();
    await record(files, ['a', 'b']);
    await record(files, ['b', 'a']);
    assert.deepEqual(files.written, [path]);
  });

  it('take the newest answer to the same request', async () => {
    const files = new MemoryFiles();
    await record(files, ['a']);
    const store = await load(files);
    const bench = new ModelBench(() => ({ reply: { text: 'new' } }), {
      recordings: { store, mode: 'record' },
    });
    await bench.send('a');
    await store.save();
    assert.equal(files.text(path)!.split('\n').length, 2);
    assert.match(files.text(path)!, /"text":"new"/);
  });

  it('hold truncated and filtered replies, and no failure', async () => {
    const store = await load(new MemoryFiles());
    const endings = ['length', 'filter', 'tool'] as const;
    const bench = new ModelBench(
      ({ nth }) => {
        const ending = endings[nth - 1];
        return ending === undefined
          ? { error: new ModelError('too-long', 'no') }
          : { reply: { ending } };
      },
      { recordings: { store, mode: 'record' } },
    );
    for (const text of ['a', 'b', 'c', 'd']) await bench.send(text);
    assert.deepEqual(bench.tally, { ok: 3, 'too-long': 1 });
    assert.equal(store.size, 3);
  });

  const secrets: readonly [string, string][] = [
    ['sk-proj-abcdefghijklmnopqrstuvwxyz', 'an API key (sk-…)'],
    ['AKIAIOSFODNN7EXAMPLE', 'an AWS access key (AKIA…)'],
    ['ghp_0123456789abcdefghijklmnopqrstuvwxyz', 'a GitHub token (ghp_…)'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key (PEM)'],
    ['my "own" key', 'an API key that is in use'],
  ];
  for (const [secret, what] of secrets) {
    it(`never hold ${what}`, async () => {
      const files = new MemoryFiles();
      const { lines, problems } = await record(files, ['a', `it is ${secret} here`], {
        keys: ['my "own" key'],
      });
      assert.equal(lines.length, 1);
      assert.deepEqual(problems, [
        `secret-in-recording: The reply of fake/small was not recorded: it holds what looks like ${what}.`,
      ]);
      assert.doesNotMatch(files.text(path)!, /abcdefgh|EXAMPLE|BEGIN|own/);
    });
  }

  it('name the line that is broken and keep the others', async () => {
    const files = new MemoryFiles();
    const { lines } = await record(files, ['a', 'b', 'ü']);
    const torn = lines[2]!.slice(0, 50);
    const hostile = '{"key":"../../x","model":1}';
    const text = [lines[0], '<<<<<<< HEAD', lines[1], '', hostile, torn].join('\r\n');
    files.put(path, text);
    const { value, problems } = await loadRecordings({
      files,
      path,
      keep: 'hash',
      knownKeys: () => [],
    });
    assert.equal(value?.size, 2);
    assert.deepEqual(
      problems.map((one) => [one.code, one.severity, one.range.start.line]),
      [
        ['broken-recording', 'warning', 2],
        ['broken-recording', 'warning', 5],
        ['broken-recording', 'warning', 6],
      ],
    );
  });

  it('write back what they do not change, however strange it is', async () => {
    const files = new MemoryFiles();
    const { lines } = await record(files, ['a']);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const strange = lines[0]!.replace('"reply"', `"request":{"deep":${deep}},"reply"`);
    files.put(path, `${strange}\n`);
    const { lines: after, problems } = await record(files, ['b']);
    assert.deepEqual(problems, []);
    assert.equal(after.length, 2);
    assert.ok(after.includes(strange));
  });

  it('survive a line that is too long to be one', async () => {
    const files = new MemoryFiles();
    const { lines } = await record(files, ['a']);
    files.put(path, `"${'x'.repeat(17 * 1024 * 1024)}"\n${lines[0]}\n`);
    const reading = await loadRecordings({ files, path, keep: 'hash', knownKeys: () => [] });
    assert.equal(reading.value?.size, 1);
    assert.deepEqual(
      reading.problems.map((one) => one.range.start.line),
      [1],
    );
  });

  it('are none, and no problem, where there is no file', async () => {
    const files = new MemoryFiles();
    const { value, problems } = await loadRecordings({
      files,
      path,
      keep: 'hash',
      knownKeys: () => [],
    });
    assert.equal(value?.size, 0);
    assert.deepEqual(problems, []);
  });
});
