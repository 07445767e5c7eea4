import assert from 'node:assert/strict';
import { caseFingerprint } from '#core/authoring/fingerprint.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { fileStart } from '#protocol/problem.ts';
import type { Preparing } from '#extension/running/prepareRun.ts';
import { promptOver } from '#support/project.ts';
import { preparingBench, release, type PreparingBench } from '#support/preparing.ts';

/** Of every case of the prompt, as the editor reads it. */
const fingerprints = (
  readPrompt(Buffer.from(promptOver(3)), 'a.prompt.yml').value?.cases ?? []
).map(caseFingerprint);

describe('a run is prepared', () => {
  it('within the limit of the person, with its cases on disk, and asks no model', async () => {
    await using at = await preparingBench();
    const prepared = await at.prepare();
    assert.equal(prepared.kind, 'ready');
    const { manifest } = prepared.ready;
    assert.deepEqual([manifest.trials, manifest.options.maxCostUsd], [3, 1]);
    assert.deepEqual(await at.left(), [manifest.id]);
    assert.deepEqual([at.asked, at.requests], [[], 0]);
    await release(prepared);
  });

  it('for exactly the case that was seen', async () => {
    await using at = await preparingBench();
    const [, fingerprint = ''] = fingerprints;
    const prepared = await at.prepare(
      {},
      { target: { cases: ['row-1'], expects: { caseId: 'row-1', fingerprint } } },
    );
    assert.equal(prepared.kind, 'ready');
    assert.equal(prepared.ready.manifest.trials, 1);
    await release(prepared);
  });

  it('under the lower of two limits', async () => {
    await using at = await preparingBench({ 'assay.yml': 'version: 1\nmaxCostUsd: 0.5\n' });
    const prepared = await at.prepare();
    assert.equal(prepared.kind === 'ready' && prepared.ready.manifest.options.maxCostUsd, 0.5);
    await release(prepared);
  });

  it('under the limit of the person where the suite would allow more', async () => {
    await using at = await preparingBench({ 'assay.yml': 'version: 1\nmaxCostUsd: 500\n' });
    const prepared = await at.prepare({}, { origin: 'save' });
    assert.equal(prepared.kind === 'ready' && prepared.ready.manifest.options.maxCostUsd, 0.05);
    await release(prepared);
  });

  it('up to what the person says, when more is expected than the limit', async () => {
    await using at = await preparingBench();
    const prepared = await at.prepare({
      settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
      ask: { overBudget: () => Promise.resolve(0.25), unpriced: () => Promise.resolve(false) },
    });
    assert.equal(prepared.kind === 'ready' && prepared.ready.manifest.options.maxCostUsd, 0.25);
    await release(prepared);
  });

  it('with the cache as the person says, whatever the suite does', async () => {
    await using at = await preparingBench({ 'assay.yml': 'version: 1\ncache: "off"\n' });
    const settings = { perRunUsd: 1, onSaveUsd: 1 };
    const prepared = await at.prepare({ settings: () => ({ ...settings, cache: 'on' }) });
    assert.equal(prepared.kind === 'ready' && prepared.ready.manifest.options.cache, 'on');
    await release(prepared);
  });

  it('from recordings alone when the suite said so, even if it says something else by then', async () => {
    await using at = await preparingBench({
      'assay.yml': 'version: 1\nrecordings: { replay: false }\n',
    });
    at.suiteText = 'version: 1\nrecordings: { replay: true }\n';
    const prepared = await at.prepare({
      settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
    });
    assert.equal(prepared.kind === 'ready' && prepared.ready.manifest.options.recordings, 'replay');
    assert.deepEqual(at.asked, []);
    await release(prepared);
  });
});

describe('a run is not prepared, and leaves nothing behind,', () => {
  const refusals: readonly (readonly [
    string,
    RegExp,
    Partial<Preparing>,
    NonNullable<PreparingBench['options']>,
  ])[] = [
    ['in a folder that is not trusted', /Restricted Mode/, { isTrusted: () => false }, {}],
    [
      'when the person’s own configuration is wrong',
      /^config\.yml:1: It is wrong\. Put it right\.$/,
      {
        configProblems: () => [
          {
            code: 'x',
            severity: 'error',
            file: 'config.yml',
            range: fileStart,
            message: 'It is wrong.',
            next: 'Put it right.',
          },
        ],
      },
      {},
    ],
    [
      'when its folder was closed',
      /no longer open/,
      { workspace: { project: () => undefined } },
      {},
    ],
    ['when there is no such case', /row-9/, {}, { target: { cases: ['row-9'] } }],
    [
      'when the id means another case by now',
      /The case changed/,
      {},
      {
        target: {
          cases: ['row-1'],
          expects: { caseId: 'row-1', fingerprint: fingerprints[0] ?? '' },
        },
      },
    ],
    [
      'when saving it might cost more than is allowed',
      /not started by saving/,
      { settings: () => ({ perRunUsd: 1, onSaveUsd: 0, cache: 'on' }) },
      { origin: 'save' },
    ],
    [
      'when saving it would ask a model without a price',
      /not started by saving/,
      {},
      { origin: 'save', target: { models: ['mock/free'] } },
    ],
  ];
  for (const [when, why, change, more] of refusals) {
    it(when, async () => {
      await using at = await preparingBench();
      const prepared = await at.prepare(change, more);
      assert.equal(prepared.kind, 'refused');
      assert.match(prepared.message, why);
      assert.deepEqual([await at.left(), at.asked, at.requests], [[], [], 0]);
    });
  }

  it('when the person does not agree to what it may cost', async () => {
    await using at = await preparingBench();
    const prepared = await at.prepare({
      settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
    });
    assert.deepEqual([prepared, at.asked], [{ kind: 'declined' }, ['over 0: true']]);
    assert.deepEqual(await at.left(), []);
  });

  it('when the person does not agree to a model without a price, whatever the suite allows', async () => {
    await using at = await preparingBench({
      'assay.yml': 'version: 1\nallowUnpriced: [mock/free]\n',
    });
    const prepared = await at.prepare({}, { target: { models: ['mock/free'] } });
    assert.deepEqual([prepared, at.asked], [{ kind: 'declined' }, ['unpriced mock/free']]);
    assert.deepEqual(await at.left(), []);
  });

  it('when a model without a price came in while the person was asked', async () => {
    await using at = await preparingBench({
      'assay.yml': 'version: 1\nallowUnpriced: [mock/free]\n',
    });
    const prepared = await at.prepare({
      settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
      ask: {
        async overBudget() {
          const text = promptOver(3).replace(
            'model: mock/small',
            'models: [mock/small, mock/free]',
          );
          await at.project.write('a.prompt.yml', text);
          return 1;
        },
        unpriced: () => Promise.resolve(false),
      },
    });
    assert.equal(prepared.kind, 'refused');
    assert.match(prepared.message, /The models changed/);
    assert.deepEqual(await at.left(), []);
  });

  it('when it is cancelled while the person is asked', async () => {
    await using at = await preparingBench();
    const abort = new AbortController();
    const prepared = await at.prepare(
      {
        settings: () => ({ perRunUsd: 0, onSaveUsd: 0, cache: 'on' }),
        ask: {
          overBudget() {
            abort.abort();
            return Promise.resolve(1);
          },
          unpriced: () => Promise.resolve(false),
        },
      },
      { signal: abort.signal },
    );
    assert.deepEqual([prepared, await at.left()], [{ kind: 'declined' }, []]);
  });

  it('when it is cancelled while it is looked through', async () => {
    await using at = await preparingBench();
    const abort = new AbortController();
    const expects = { caseId: 'row-1', fingerprint: fingerprints[1] ?? '' };
    const prepared = await at.prepare(
      {
        firstCase() {
          abort.abort();
          return Promise.resolve({ id: expects.caseId, fingerprint: expects.fingerprint });
        },
      },
      { target: { cases: ['row-1'], expects }, signal: abort.signal },
    );
    assert.deepEqual([prepared, await at.left()], [{ kind: 'declined' }, []]);
  });

  it('when its own copy of the cases cannot be read', async () => {
    await using at = await preparingBench();
    const expects = { caseId: 'row-1', fingerprint: fingerprints[1] ?? '' };
    await assert.rejects(
      at.prepare(
        { firstCase: () => Promise.reject(new Error('damaged')) },
        { target: { cases: ['row-1'], expects } },
      ),
      /damaged/,
    );
    assert.deepEqual(await at.left(), []);
  });
});

describe('a run whose replies a program scores', () => {
  const files = {
    'a.prompt.yml': promptOver(
      1,
      '  - { name: own, uses: process, with: { command: [node, score.mjs] } }\n',
    ),
    'score.mjs': '',
  };

  it('is prepared once the person allows the program, and then without asking', async () => {
    await using at = await preparingBench(files);
    at.consents = true;
    for (const asked of [['consent node score.mjs'], ['consent node score.mjs']]) {
      const prepared = await at.prepare();
      assert.equal(prepared.kind, 'ready');
      assert.deepEqual(at.asked, asked);
      await release(prepared);
    }
  });

  it('is asked for again once the program has changed', async () => {
    await using at = await preparingBench(files);
    at.consents = true;
    await release(await at.prepare());
    await at.project.write('score.mjs', '// other');
    await release(await at.prepare());
    assert.deepEqual(at.asked, ['consent node score.mjs', 'consent node score.mjs']);
  });

  it('is not prepared, and leaves nothing, where the person says no', async () => {
    await using at = await preparingBench(files);
    assert.deepEqual(await at.prepare(), { kind: 'declined' });
    assert.deepEqual([at.asked, await at.left()], [['consent node score.mjs'], []]);
  });

  it('is refused without asking when it was started by saving, or in Restricted Mode', async () => {
    await using at = await preparingBench(files);
    at.consents = true;
    const saved = await at.prepare({}, { origin: 'save' });
    assert.match(saved.kind === 'refused' ? saved.message : '', /have not allowed/);
    const untrusted = await at.prepare({ isTrusted: () => false });
    assert.match(untrusted.kind === 'refused' ? untrusted.message : '', /Restricted Mode/);
    assert.deepEqual([at.asked, at.requests], [[], 0]);
  });
});
