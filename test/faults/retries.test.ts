import assert from 'node:assert/strict';
import { onRow, openScene, refusal } from '#support/scene.ts';

const tooFast = refusal(429, 'rate_limit_exceeded', 'requests');
const minute = 60_000;
const warmUpMs = 15_000;

describe('a service that asks to wait', () => {
  it('gets no request before the seven seconds it asked for have passed (F07)', async () => {
    await using scene = await openScene({
      cases: 100,
      virtual: true,
      script: {
        rules: [{ when: { nth: 20 }, do: { ...tooFast, headers: { 'retry-after': '7' } } }],
        otherwise: { latencyMs: 100 },
      },
    });
    const { summary } = await scene.run({ concurrency: 16 });
    assert.equal(summary.candidates[0]?.states.replied, 100);
    const { sentAtMs } = scene.time;
    const refusedMs = (sentAtMs[19] ?? 0) + 100;
    const next = sentAtMs.find((atMs) => atMs > refusedMs);
    assert.equal(next, refusedMs + 7000);
    assert.equal(scene.provider.log().count, 101);
  });

  for (const [value, saysWhen] of [
    ['-5', true],
    ['0', true],
    ['Tue, 01 Jan 1980 00:00:00 GMT', true],
    ['soon', false],
    ['NaN', false],
    ['', false],
  ] as const) {
    it(`gets no burst when it says Retry-After: "${value}" (F08)`, async () => {
      await using scene = await openScene({
        cases: 40,
        virtual: true,
        script: { rules: [{ times: 12, do: { ...tooFast, headers: { 'retry-after': value } } }] },
      });
      const { summary } = await scene.run({ concurrency: 32 });
      assert.equal(summary.candidates[0]?.states.replied, 40);
      const refused = scene.time.sentAtMs.slice(0, 12);
      if (saysWhen) {
        for (const [place, atMs] of refused.entries()) {
          assert.ok(place === 0 || atMs - (refused[place - 1] ?? 0) >= 200, refused.join(' '));
        }
      }
      for (const fromMs of refused) {
        const within = refused.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000);
        assert.ok(within.length <= 5, `${within.length} requests in the second from ${fromMs} ms`);
      }
    });
  }

  for (const value of ['1000000000000', '601', '1e12', 'Fri, 01 Jan 2100 00:00:00 GMT']) {
    it(`is asked no more today when it says Retry-After: ${value} (F08)`, async () => {
      await using scene = await openScene({
        cases: 40,
        virtual: true,
        script: { otherwise: { ...tooFast, headers: { 'retry-after': value } } },
      });
      const { summary } = await scene.run({ concurrency: 32 });
      assert.equal(scene.provider.log().count, 1);
      assert.equal(summary.ended, 'stopped');
      assert.deepEqual(summary.candidates[0]?.errors, { 'daily-limit': 40 });
    });
  }

  it('is used at 80 % and more of what it takes, and rarely has to refuse (F14)', async () => {
    await using scene = await openScene({
      cases: 1500,
      virtual: true,
      random: () => 0.5,
      script: { otherwise: { latencyMs: 200 }, parallel: { allowed: 7 } },
    });
    const { summary } = await scene.run();
    assert.equal(summary.candidates[0]?.states.replied, 1500);
    const seen = scene.provider.log().requests;
    const later = seen.filter((_, place) => (scene.time.sentAtMs[place] ?? 0) > warmUpMs);
    const idealCount = ((summary.wallMs - warmUpMs) / 200) * 7;
    const answered = later.filter(({ status }) => status === 200).length;
    assert.ok(answered / idealCount >= 0.8, `${answered} of ${Math.round(idealCount)} answered`);
    const refused = later.length - answered;
    assert.ok(refused / later.length < 0.05, `${refused} of ${later.length} refused`);
  });
});

describe('a service that fails', () => {
  it('is asked again after two 500s, and the reply is paid once (F10)', async () => {
    await using scene = await openScene({
      cases: 10,
      virtual: true,
      script: { rules: [onRow(3, refusal(500, 'server_error'), 2)] },
    });
    const { summary, results } = await scene.run();
    assert.equal(summary.ended, 'complete');
    const third = results.find(({ caseId }) => caseId === 'row-3');
    assert.equal(third?.attempts, 3);
    assert.equal(third?.costUsd?.toFixed(6), '0.000020');
    assert.equal(summary.spentUsd.toFixed(6), '0.000200');
    assert.equal(scene.provider.log().count, 12);
  });

  it('fails one row that it can never answer, within minutes (F11)', async () => {
    await using scene = await openScene({
      cases: 10,
      virtual: true,
      random: () => 0.999,
      script: { rules: [onRow(3, refusal(500, 'server_error'))] },
    });
    const { summary } = await scene.run();
    assert.equal(summary.ended, 'complete');
    assert.deepEqual(summary.candidates[0]?.errors, { 'server-error': 1 });
    assert.equal(scene.provider.log().count, 9 + 4);
    assert.ok(summary.wallMs <= 5 * minute);
  });

  it('is asked 30 times at most in five minutes when it fails always, and then given up (F12)', async () => {
    await using scene = await openScene({
      cases: 500,
      virtual: true,
      random: () => 0.5,
      script: { otherwise: refusal(500, 'server_error') },
    });
    const { summary } = await scene.run({ concurrency: 32 });
    const early = scene.time.sentAtMs.filter((atMs) => atMs <= 5 * minute);
    assert.ok(early.length <= 30, `${early.length} requests`);
    assert.equal(summary.ended, 'stopped');
    assert.deepEqual(summary.candidates[0]?.errors, { 'server-error': 500 });
    assert.ok(summary.wallMs <= 6 * minute, `${summary.wallMs} ms`);
  });

  for (const status of [503, 529]) {
    it(`answers every row after 60 s of ${status} (F13)`, async () => {
      await using scene = await openScene({
        cases: 600,
        virtual: true,
        random: () => 0.5,
        script: { otherwise: { latencyMs: 200 } },
      });
      const { clock } = scene.time;
      clock.timer(1000, () => {
        scene.provider.script({ rules: [{ do: { status, body: 'busy' } }] });
      });
      clock.timer(61_000, () => {
        scene.provider.script({});
      });
      const { summary } = await scene.run({ concurrency: 32 });
      assert.equal(summary.ended, 'complete');
      assert.equal(summary.candidates[0]?.states.replied, 600);
      assert.ok(summary.wallMs <= 61_000 + 40_000, `${summary.wallMs} ms`);
      const during = scene.time.sentAtMs.filter((atMs) => atMs > 2000 && atMs < 61_000);
      assert.ok(during.length <= 80, `${during.length} requests while it was busy`);
    });
  }
});
