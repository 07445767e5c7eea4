import type { RunFamily, RunImage } from '#core/mlflow/image.ts';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import { pushFamily } from '#core/mlflow/pushFamily.ts';
import { FakeMlflow } from '#support/fakeMlflow.ts';
import assert from 'node:assert/strict';

function image(candidate: string, change: Partial<RunImage> = {}): RunImage {
  return {
    candidate,
    name: `run ${candidate}`,
    status: 'FINISHED',
    startMs: 1000,
    endMs: 2000,
    tags: new Map([
      ['assay.run', '01M858VHTA4QX50TDF3RFW2075'],
      ['assay.candidate', candidate],
      ['assay.gate', 'pass'],
    ]),
    params: new Map(Array.from({ length: 110 }, (_, at) => [`p${at}`, String(at)])),
    metrics: steps(8),
    artefacts: [
      { path: 'eval_results_table.json', text: '{}' },
      { path: 'prompts/a.txt', text: 'text' },
    ],
    ...change,
  };
}

function steps(count: number): RunImage['metrics'] {
  return Array.from({ length: count }, (_, step) => {
    return { key: `m${step % 4}`, value: step / 7, timestamp: 2000, step };
  });
}

/** A family of a parent alone. */
function alone(metrics: RunImage['metrics'], change: Partial<RunImage> = {}): RunFamily {
  return { ...family, parent: image('run', { metrics, ...change }), children: [] };
}

const family: RunFamily = {
  experiment: 'assay/shop',
  run: '01M858VHTA4QX50TDF3RFW2075',
  parent: image('run'),
  children: [image('0', { metrics: steps(1100) }), image('1')],
};

describe('a push', () => {
  it('writes a family once; again it writes nothing', async () => {
    const api = new FakeMlflow();
    const first = await pushFamily(api, family);
    assert.equal(first.created, 3);
    const { writes, content } = api;
    const second = await pushFamily(api, family);
    assert.deepEqual([second.created, second.written, api.writes], [0, 0, writes]);
    assert.deepEqual(api.content, content);
  });

  it('ends the same wherever it broke off before', async () => {
    const straight = new FakeMlflow();
    await pushFamily(straight, family);
    for (let at = 1; at <= straight.writes; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const api = new FakeMlflow();
        api.fault = { at, when };
        await assert.rejects(pushFamily(api, family), MlflowError);
        await pushFamily(api, family);
        assert.deepEqual(api.content, straight.content, `write ${at}, ${when}`);
        assert.equal(api.runs.length, 3);
      }
    }
  });

  it('brings new figures of a run that was gone on with', async () => {
    const api = new FakeMlflow();
    const early = { key: 'pass/n', value: 3, timestamp: 1500, step: 0 };
    const late = { key: 'pass/n', value: 5, timestamp: 2500, step: 0 };
    await pushFamily(api, alone([early], { status: 'FAILED' }));
    await pushFamily(api, alone([late], { endMs: 3000 }));
    assert.deepEqual(api.runs[0]?.metrics, [early, late]);
    assert.deepEqual([api.runs[0].status, api.runs[0].endMs], ['FINISHED', 3000]);
  });

  it('leaves a parameter that cannot be changed, and says so', async () => {
    const api = new FakeMlflow();
    await pushFamily(api, family);
    const changed = { ...family, children: [image('0', { params: new Map([['p1', 'other']]) })] };
    const { notes } = await pushFamily(api, changed);
    assert.deepEqual(notes, [
      'MLflow does not let parameters be changed; these stay as they are: p1.',
    ]);
    assert.equal(api.runs[1]?.params.get('p1'), '1');
  });

  it('says where artefacts cannot be sent to, and sends the rest', async () => {
    const api = new FakeMlflow();
    api.artifactRoot = 's3://bucket/of/somebody/';
    const { notes } = await pushFamily(api, family);
    assert.deepEqual(notes, [
      'The server keeps artefacts at s3:…, where Assay cannot write: tables and reports were left out.',
    ]);
    assert.deepEqual(
      api.runs.map(({ status }) => status),
      ['FINISHED', 'FINISHED', 'FINISHED'],
    );
    assert.equal((await pushFamily(api, family)).written, 0);
  });

  it('brings an artefact again that somebody has taken away', async () => {
    const api = new FakeMlflow();
    await pushFamily(api, family);
    api.runs[1]?.artefacts.delete('prompts/a.txt');
    await pushFamily(api, family);
    assert.equal(api.runs[1]?.artefacts.get('prompts/a.txt'), 'text');
  });

  it('keeps one of two families that a race made', async () => {
    const api = new FakeMlflow();
    await pushFamily(api, family);
    const twin = api.runs.map((run, at) => ({
      ...run,
      id: `another-${at}`,
      tags: new Map([...run.tags].slice(0, 2)),
      params: new Map<string, string>(),
      metrics: [],
      artefacts: new Map<string, string>(),
    }));
    const { content } = api;
    api.runs.push(...twin);
    await pushFamily(api, family);
    assert.deepEqual(api.content, content);
    assert.deepEqual(
      api.runs.map(({ isDeleted }) => isDeleted),
      [false, false, false, true, true, true],
    );
  });
});
