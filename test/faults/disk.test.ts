import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '#core/ports.ts';
import { FailingDisk } from '#support/failingDisk.ts';
import { everything } from '#support/project.ts';
import { outcomesOf } from '#support/outcomes.ts';
import { openScene, type Scene } from '#support/scene.ts';
import { filesBelow } from '#support/sound.ts';
import { seeded } from '#support/seeded.ts';

const cases = 6;
const concurrency = 3;
const none = new AbortController().signal;

/** Plans and runs on a disk that may fail; tells how far it came. */
async function runOn(scene: Scene): Promise<'refused' | 'stopped' | 'complete'> {
  try {
    const { summary } = await scene.run({ concurrency }, { brokenDisk: true });
    if (summary.ended === 'complete') return 'complete';
    assert.equal(summary.ended, 'stopped');
    assert.equal(summary.failure?.code, 'local');
    return 'stopped';
  } catch (error) {
    assert.ok(error instanceof FileError, String(error));
    return 'refused';
  }
}

describe('a disk that fails', () => {
  for (const [errno, times] of [
    ['ENOSPC', Infinity],
    ['ENOSPC', 1],
    ['EROFS', Infinity],
  ] as const) {
    it(`with ${errno} at any change, ${times === 1 ? 'once' : 'for good'}, loses and repeats no more than was in flight (F31)`, async () => {
      const ways = new Set<string>();
      for (let at = 1; !ways.has('untouched'); at += 1) {
        const disk = new FailingDisk();
        await using scene = await openScene({ cases, fs: disk.fs });
        Object.assign(disk, { failsFrom: at, failsFor: times, errno });
        const way = await runOn(scene);
        const paid = scene.provider.log().count;
        assert.equal(disk.openFiles, 0, `a file stayed open after change ${at}`);
        ways.add(disk.changes < at ? 'untouched' : way);
        disk.failsFrom = Infinity;
        if (way === 'refused') {
          assert.equal(paid, 0, `asked although change ${at} failed`);
          // A disk that became read-only may keep the folder; it holds no run.
          for (const { manifest } of await scene.project.engine.history.list()) {
            assert.ok('fault' in manifest && manifest.fault === 'missing' && errno === 'EROFS');
          }
          continue;
        }
        const [stored] = await scene.project.engine.history.list();
        assert.ok(stored !== undefined);
        if ('value' in stored.summary && stored.summary.value.ended === 'complete') continue;
        const { summary } = await scene.resume({}, { brokenDisk: true });
        assert.equal(summary.ended, 'complete', `after change ${at}`);
        assert.equal(summary.candidates[0]?.passed, cases);
        const again = scene.provider.log().count - cases;
        assert.ok(again <= concurrency, `${again} were asked again after change ${at} failed`);
      }
      assert.deepEqual([...ways].toSorted(), ['complete', 'refused', 'stopped', 'untouched']);
    });
  }

  it('asks nothing more than was in flight once it is full (F31)', async () => {
    const disk = new FailingDisk();
    await using scene = await openScene({
      cases: 200,
      fs: disk.fs,
      script: { otherwise: { latencyMs: 2 } },
    });
    let seen = 0;
    const { summary } = await scene.run(
      { concurrency: 8 },
      {
        brokenDisk: true,
        hear(event) {
          if (event.kind !== 'trial-finished' || event.progress.finished !== 50) return;
          disk.failsFrom = disk.changes + 1;
          seen = scene.provider.log().count;
        },
      },
    );
    assert.ok(scene.provider.log().count - seen <= 8);
    assert.equal(summary.failure?.code, 'local');
    assert.match(summary.failure.message, /full.*Free some space/);
    assert.ok((summary.candidates[0]?.states.error ?? 0) >= 142);
    // What was there before stays as it was.
    assert.ok((await scene.stored()).length >= 50);
  });

  for (const [errno, code] of [
    ['EROFS', 'read-only'],
    ['EACCES', 'no-access'],
    ['EIO', 'io'],
    ['EMFILE', 'io'],
    ['ENAMETOOLONG', 'io'],
  ]) {
    it(`with ${errno} before the start is told, and nothing is asked (F32)`, async () => {
      const disk = new FailingDisk();
      await using scene = await openScene({ cases, fs: disk.fs, virtual: true });
      Object.assign(disk, { failsFrom: 1, errno });
      const { engine } = scene.project;
      await assert.rejects(scene.time.pass(engine.plan(everything, none)), (error) => {
        assert.ok(error instanceof FileError);
        assert.equal(error.code, code);
        assert.match(error.message, /\.assay/);
        return true;
      });
      assert.equal(scene.provider.log().connections, 0);
    });
  }

  for (const errno of ['EPERM', 'EBUSY']) {
    it(`with ${errno} at a rename for three seconds only makes it wait (F33)`, async () => {
      const disk = new FailingDisk();
      await using scene = await openScene({ cases, fs: disk.fs, virtual: true });
      disk.errno = errno;
      disk.only = (what, path) => what === 'rename' && path.endsWith('manifest.json');
      disk.failsFrom = 1;
      scene.time.clock.timer(3000, () => {
        disk.failsFrom = Infinity;
      });
      const { summary } = await scene.run();
      assert.equal(summary.ended, 'complete');
      assert.ok(disk.changes > 3);
      assert.ok(scene.time.clock.monotonic() >= 3000);
      assert.ok((scene.time.sentAtMs[0] ?? 0) <= 4000, `${scene.time.sentAtMs[0]} ms`);
    });
  }
});

describe('a stored run with a flipped bit or a lost end', () => {
  it('is told as it is, or refused; other runs are not touched (F34)', async () => {
    await using scene = await openScene({ cases });
    const whole = await scene.run();
    const stop = new AbortController();
    const partial = await scene.run(
      { concurrency: 2 },
      {
        stopping: stop.signal,
        hear(event) {
          if (event.kind === 'trial-finished' && event.progress.finished === 4) stop.abort();
        },
      },
    );
    const { engine, path } = scene.project;
    const runs = join(path, '.assay', 'runs');
    const wanted = outcomesOf(await scene.stored());
    const files = await filesBelow(runs);
    assert.equal(files.length, 8);
    const summaryFile = join(runs, partial.summary.id, 'summary.json');
    const summaryBytes = await readFile(summaryFile);
    const random = seeded(7);
    const below = (count: number): number => Math.floor(random() * count);
    const asked = scene.provider.log().count;
    const rounds = 240;
    const startedMs = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      const file = join(runs, files[below(files.length)] ?? '');
      const before = await readFile(file);
      const broken = Buffer.from(before);
      const place = below(broken.length);
      if (round % 3 === 0) await writeFile(file, before.subarray(0, place));
      else {
        broken[place] = (broken[place] ?? 0) ^ (1 << below(8));
        await writeFile(file, broken);
      }
      const listed = await engine.history.list();
      assert.equal(listed.length, 2);
      const damaged = file.includes(whole.summary.id) ? whole : partial;
      for (const run of listed) {
        if (run.id === damaged.summary.id) await engine.history.results(run, () => {});
        else assert.ok('value' in run.manifest && 'value' in run.summary);
      }
      if (damaged === partial && round % 2 === 0) {
        const planned = await engine.resume('last', {}, none);
        await planned.ready?.release();
        const hasError = planned.problems.some(({ severity }) => severity === 'error');
        assert.equal(planned.ready === undefined, hasError, JSON.stringify(planned.problems));
      }
      await writeFile(file, before);
      // Taking a run up again takes its summary away.
      if (damaged === partial && round % 2 === 0) await writeFile(summaryFile, summaryBytes);
    }
    const perRoundMs = (performance.now() - startedMs) / rounds;
    assert.ok(perRoundMs < 50, `${perRoundMs} ms`);
    assert.equal(scene.provider.log().count, asked);
    assert.deepEqual(outcomesOf(await scene.stored()), wanted);
  });
});
