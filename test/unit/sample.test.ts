import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calcPrice } from '@pydantic/genai-prices';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { readCatalogue } from '#core/catalogue/read.ts';
import type { Engine } from '#core/engine.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { everything, runReady } from '#support/project.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

const tool = '../../tools/sample.mts';
const { makeSample } = (await import(tool)) as {
  makeSample: () => Promise<ReadonlyMap<string, string>>;
};

const none = new AbortController().signal;

interface Copy extends TemporaryFolder {
  readonly engine: Engine;
}

/** The sample in a folder of its own, as a person has it who knows no provider. A request fails the test. */
async function copyOfSample(): Promise<Copy> {
  const folder = await temporaryFolder();
  await cp('sample', folder.path, { recursive: true });
  const engine = createEngine({
    ports: {
      files: nodeFiles(nodeClock),
      clock: nodeClock,
      log: { info: () => {}, warn: () => {} },
      secrets: { get: () => Promise.resolve(undefined) },
      fetch: () => Promise.reject(new Error('The sample asked the network.')),
      random: () => 0,
    },
    root: folder.path,
    version: '0.0.0-test',
    providers: new Map(),
    self: { pid: process.pid, host: 'test', isAlive: () => false },
  });
  return { ...folder, engine };
}

/** `variant on model: passed of judged, errors` of each candidate. */
async function countsOf(engine: Engine): Promise<readonly string[]> {
  const { problems, ready } = await engine.plan(everything, none);
  assert.deepEqual(problems, []);
  assert.ok(ready !== undefined);
  const { summary } = await runReady(engine, ready);
  assert.equal(summary.ended, 'complete');
  return summary.candidates.map(({ candidate, passed, judged, states }) => {
    const { variant = '', model = '' } = ready.manifest.candidates[candidate] ?? {};
    return `${variant} on ${model}: ${passed} of ${judged}, ${states.error} errors`;
  });
}

describe('the sample', () => {
  it('holds what tools/sample.mts takes over from the examples', async () => {
    for (const [file, text] of await makeSample()) {
      assert.equal(await readFile(file, 'utf8'), text, `${file}: run npm run sample`);
    }
  });

  it('has no problem', async () => {
    await using copy = await copyOfSample();
    assert.deepEqual(await copy.engine.lint([], none), []);
  });

  it('answers every case from its recordings, without a provider and without the network', async () => {
    await using copy = await copyOfSample();
    assert.deepEqual(await countsOf(copy.engine), [
      'base on local/gemma3-270m: 0 of 12, 0 errors',
      'with-examples on local/gemma3-270m: 7 of 12, 0 errors',
      'base on local/smollm2-135m: 0 of 12, 0 errors',
      'with-examples on local/smollm2-135m: 5 of 12, 0 errors',
    ]);
  });

  it('answers the change that its README and the walkthrough ask for', async () => {
    await using copy = await copyOfSample();
    const file = join(copy.path, 'prompts/tickets.prompt.yml');
    const text = await readFile(file, 'utf8');
    const [head = '', terse = '', between = '', examples = ''] = text.split(
      /(?<=\n *messages:\n)|(?=\n# Cases beside)/,
    );
    assert.match(terse, /^ {2}- role: user\n/);
    assert.match(examples, /^ {6}- role: system\n/);
    await writeFile(file, head + examples + between + examples);
    assert.deepEqual(await countsOf(copy.engine), [
      'base on local/gemma3-270m: 7 of 12, 0 errors',
      'with-examples on local/gemma3-270m: 7 of 12, 0 errors',
      'base on local/smollm2-135m: 5 of 12, 0 errors',
      'with-examples on local/smollm2-135m: 5 of 12, 0 errors',
    ]);
  });

  it('asks the models where the start says so', async () => {
    await using copy = await copyOfSample();
    const { problems } = await copy.engine.plan({ ...everything, recordings: 'off' }, none);
    assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['provider-unknown']);
  });

  it('prices its models as their services do', async () => {
    const file = 'sample/assay.models.yml';
    const { value, problems } = readCatalogue(await readFile(file), file);
    assert.deepEqual(problems, []);
    const priced = value?.models.filter(({ price }) => (price?.output ?? 0) > 0) ?? [];
    assert.equal(priced.length, 3);
    for (const { name, provider, price } of priced) {
      const options = { providerId: provider, timestamp: new Date(`${price?.asOf}T00:00:00Z`) };
      const usdOf = (usage: Record<string, number>): number | undefined =>
        calcPrice(usage, name, options)?.total_price;
      assert.equal(usdOf({ input_tokens: 1000 })?.toFixed(9), (price!.input / 1000).toFixed(9));
      assert.equal(usdOf({ output_tokens: 1000 })?.toFixed(9), (price!.output / 1000).toFixed(9));
    }
  });
});
