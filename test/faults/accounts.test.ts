import assert from 'node:assert/strict';
import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { canaryKey } from '#support/project.ts';
import { onRow, openScene, refusal } from '#support/scene.ts';
import { expectSound } from '#support/sound.ts';
import { makeProject, promptOver, runAll } from '#support/project.ts';

const both = { models: ['mock/small', 'other/small'] };

describe('an account that refuses', () => {
  it('is asked once when the key is wrong, with 32 at a time (F01)', async () => {
    await using scene = await openScene({
      cases: 200,
      script: { otherwise: { ...refusal(401, 'invalid_api_key'), latencyMs: 20 } },
    });
    const startedMs = performance.now();
    const { summary } = await scene.run({ concurrency: 32 });
    assert.ok(performance.now() - startedMs < 1000);
    assert.equal(scene.provider.log().count, 1);
    assert.equal(summary.ended, 'stopped');
    assert.equal(summary.failure?.code, 'unauthorized');
    assert.equal(summary.candidates[0]?.states.error, 200);
    assert.deepEqual(summary.candidates[0]?.errors, { unauthorized: 200 });
    assert.equal(summary.spentUsd, 0);
  });

  it('stops one model on a 403 and lets the others finish (F02)', async () => {
    await using scene = await openScene({
      cases: 60,
      script: { rules: [{ when: { model: 'large' }, do: refusal(403, 'no_access') }] },
    });
    const { summary } = await scene.run({ models: ['mock/small', 'mock/large'] });
    const [small, large] = summary.candidates;
    assert.equal(small?.states.replied, 60);
    assert.deepEqual(large?.errors, { unauthorized: 60 });
    const asked = scene.provider.log().requests.filter(({ model }) => model === 'large');
    assert.ok(asked.length <= 32, `${asked.length} requests`);
  });

  it('stops a model that is gone, and names the one that replaces it (F03)', async () => {
    await using scene = await openScene({
      cases: 60,
      files: {
        'assay.models.yml': `version: 1
models:
  - { id: mock/small, status: approved, provider: mock, name: small, price: { input: 1, output: 2 } }
  - { id: mock/large, status: deprecated, provider: mock, name: large, replacement: mock/small, price: { input: 1, output: 2 } }
`,
      },
      script: { rules: [{ when: { model: 'large' }, do: refusal(404, 'model_not_found') }] },
    });
    const { summary } = await scene.run({ models: ['mock/small', 'mock/large'], concurrency: 8 });
    assert.equal(summary.candidates[0]?.states.replied, 60);
    assert.deepEqual(summary.candidates[1]?.errors, { 'model-not-found': 60 });
    assert.match(summary.failure?.message ?? '', /mock\/small/);
    const asked = scene.provider.log().requests.filter(({ model }) => model === 'large');
    assert.ok(asked.length <= 8, `${asked.length} requests`);
  });

  it('is asked three times when it refuses every request (F04)', async () => {
    await using scene = await openScene({
      cases: 200,
      script: { otherwise: { ...refusal(400, 'unknown_parameter'), latencyMs: 5 } },
    });
    const { summary } = await scene.run({ concurrency: 32 });
    assert.equal(scene.provider.log().count, 3);
    assert.equal(summary.ended, 'stopped');
    assert.deepEqual(summary.candidates[0]?.errors, { 'bad-request': 200 });
  });

  it('keeps the refusal of one row to that row (F05)', async () => {
    await using scene = await openScene({
      cases: 20,
      script: { rules: [onRow(7, refusal(400, 'invalid_value'))] },
    });
    const { summary, results } = await scene.run();
    assert.equal(summary.ended, 'complete');
    assert.equal(scene.provider.log().count, 20);
    assert.equal(summary.candidates[0]?.states.replied, 19);
    assert.equal(summary.candidates[0]?.judged, 19);
    const failed = results.find(({ caseId }) => caseId === 'row-7');
    assert.deepEqual(
      [failed?.state, failed?.failure?.code, failed?.attempts],
      ['error', 'bad-request', 1],
    );
  });

  for (const [title, behaviour] of [
    ['a 413', { status: 413, body: 'Payload Too Large' }],
    ['a context that is too long', refusal(400, 'context_length_exceeded')],
  ] as const) {
    it(`never asks again after ${title} (F06)`, async () => {
      await using scene = await openScene({ cases: 12, script: { rules: [onRow(3, behaviour)] } });
      const { summary } = await scene.run();
      assert.equal(scene.provider.log().count, 12);
      assert.deepEqual(summary.candidates[0]?.errors, { 'too-long': 1 });
      assert.equal(summary.candidates[0]?.states.replied, 11);
    });
  }

  for (const code of [
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
  ]) {
    it(`is left alone after ${code}, and another account finishes (F09)`, async () => {
      const broke = refusal(429, code, 'insufficient_quota');
      await using scene = await openScene({ cases: 40, script: { otherwise: broke } });
      const { summary } = await scene.run({ ...both, concurrency: 32 });
      assert.equal(scene.provider.log().count, 1);
      assert.equal(scene.other.log().count, 40);
      assert.equal(summary.ended, 'stopped');
      assert.equal(summary.failure?.code, 'out-of-credit');
      assert.deepEqual(summary.candidates[0]?.errors, { 'out-of-credit': 40 });
      assert.equal(summary.candidates[1]?.states.replied, 40);
    });
  }

  it('gets no more than what was in flight when its credit ends in the middle (F09)', async () => {
    const script = {
      rules: [{ times: 20, do: {} }, { do: refusal(429, 'credit_balance_exhausted') }],
      otherwise: { latencyMs: 5 },
    };
    await using scene = await openScene({ cases: 100, script });
    const { summary } = await scene.run({ concurrency: 8 });
    assert.equal(summary.candidates[0]?.states.replied, 20);
    const { count } = scene.provider.log();
    assert.ok(count > 20 && count <= 28, `${count} requests`);
  });
});

describe('a server that is not there', () => {
  it('ends the run within 10 s', async () => {
    const gone = await startMockProvider();
    await gone[Symbol.asyncDispose]();
    await using project = await makeProject({
      baseUrl: gone.baseUrl,
      files: { 'asked.prompt.yml': promptOver(200) },
      random: () => 0.5,
    });
    const startedMs = performance.now();
    const ran = await runAll(project, { concurrency: 32 });
    assert.ok(performance.now() - startedMs < 10_000);
    await expectSound(project, ran);
    assert.equal(ran.summary.ended, 'stopped');
    assert.deepEqual(ran.summary.candidates[0]?.errors, { network: 200 });
    assert.equal(ran.summary.spentUsd, 0);
  });
});

describe('a service that points somewhere else', () => {
  const stacks = [
    ["the program's fetch", makeNodeFetch()],
    ["Node's fetch", fetch],
  ] as const;
  for (const status of [301, 302, 307, 308]) {
    for (const [name, stack] of stacks) {
      it(`is not followed on a ${status}, by ${name} (F24)`, async () => {
        await using canary = await startMockProvider();
        await using scene = await openScene({
          cases: 40,
          fetch: (url, init) => stack(url, init),
          script: {
            otherwise: {
              status,
              headers: { location: `${canary.baseUrl}/chat/completions` },
              body: '',
            },
          },
        });
        const { summary } = await scene.run({ concurrency: 32 });
        assert.deepEqual([canary.log().connections, canary.log().count], [0, 0]);
        assert.equal(scene.provider.log().count, 1);
        assert.equal(summary.failure?.code, 'redirected');
      });
    }
  }

  it('gets nothing without a safe connection (F24)', async () => {
    await using canary = await startMockProvider();
    await using project = await makeProject({
      baseUrl: canary.baseUrl.replace('127.0.0.1', 'assay-test.invalid'),
      // Whatever name it goes by, the canary would hear it.
      fetch: (url, init) => fetch(url.replace('assay-test.invalid', '127.0.0.1'), init),
      files: { 'asked.prompt.yml': promptOver(5) },
    });
    const ran = await runAll(project);
    await expectSound(project, ran);
    assert.equal(canary.log().connections, 0);
    assert.equal(ran.summary.failure?.code, 'origin-refused');
  });
});

describe('a key', () => {
  it('is nowhere but in requests, also when the service says it back in every form', async () => {
    const forms = [
      canaryKey,
      encodeURIComponent(canaryKey),
      JSON.stringify(canaryKey),
      Buffer.from(canaryKey).toString('base64'),
      Buffer.from(`Bearer ${canaryKey}`).toString('base64'),
      Buffer.from(canaryKey).toString('base64url'),
      Buffer.from(canaryKey).toString('hex'),
    ].join(' ');
    const said = { error: { code: `bad key ${canaryKey}`, type: 'error', message: forms } };
    await using scene = await openScene({
      cases: 30,
      withCache: true,
      script: {
        rules: [
          onRow(1, { status: 400, body: said }),
          onRow(2, { status: 500, body: said }),
          onRow(3, { body: said }),
          onRow(4, { headers: { 'content-type': 'text/html' }, body: `<p>${forms}</p>` }),
          onRow(5, { fault: { kind: 'half-json' } }),
          onRow(6, { fault: { kind: 'reset', after: 0 } }, 1),
          onRow(7, { headers: { 'x-request-id': canaryKey } }),
          onRow(8, {
            reply: { answer: { text: 'yes' }, model: canaryKey, fingerprint: canaryKey },
          }),
          onRow(9, { reply: { answer: { text: forms } } }),
        ],
      },
    });
    const { summary } = await scene.run({ recordings: 'record', cache: 'on', ...both });
    assert.equal(summary.ended, 'complete');
    assert.equal(summary.candidates[1]?.states.replied, 30);
  });
});
