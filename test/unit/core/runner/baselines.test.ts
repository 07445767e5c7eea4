import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cellsOfResults } from '#core/compare/cells.ts';
import { compareCells } from '#core/compare/compareCells.ts';
import type { StoredRun } from '#core/engine.ts';
import { FileError } from '#core/ports.ts';
import { openBaselines } from '#core/runner/baselines.ts';
import { baselinePath, formatBaseline } from '#core/store/baselines.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { scored, trialResult, withoutReply } from '#support/results.ts';
import { runManifest } from '#support/summaries.ts';

const file = 'triage.prompt.yml';
const path = baselinePath('/p', file);
const firstRun = '01KAT6QF8M3N5P7R9T1V3X5Z7B';
const secondRun = '01KAT6QF8M3N5P7R9T1V3X5Z7C';

const manifest: RunManifest = runManifest({
  prompts: [{ file, name: 'triage', sha256: '', text: '', cases: 3, repeats: 1 }],
  candidates: [
    { prompt: 0, variant: 'base', model: 'mock/small' },
    { prompt: 0, variant: 'base', model: 'mock/large' },
  ],
});

function run(id = firstRun, of = manifest): StoredRun {
  return {
    id,
    folder: '',
    manifest: { value: of },
    summary: { fault: 'missing', message: 'cut off' },
  };
}

/** A store whose runs have these results. Time goes on by a second with each look at it. */
function store(...runs: (readonly [id: string, results: readonly TrialResult[]])[]) {
  const files = new MemoryFiles();
  let now = Date.UTC(2026, 10, 23);
  const byRun = new Map(runs);
  const baselines = openBaselines({
    files,
    clock: { now: () => (now += 1000) },
    root: '/p',
    history: {
      results({ id }, hear) {
        for (const result of byRun.get(id) ?? []) hear(result, { result: { from: 0, bytes: 0 } });
        return Promise.resolve();
      },
    },
  });
  const cells = async () => {
    const stored = await baselines.read(file);
    return 'value' in stored ? stored.value.cells : [];
  };
  return { files, baselines, cells };
}

const onBoth = ['a', 'b', 'c'].flatMap((caseId) => [
  trialResult({ caseId }),
  trialResult({ caseId, candidate: 1 }),
]);

describe('accepting a run', () => {
  it('says what it took, and writes it under the run and the date', async () => {
    const { baselines, files } = store([firstRun, onBoth]);
    assert.deepEqual(await baselines.accept(run()), {
      prompts: [{ prompt: file, path, accepted: 6, kept: 0, leftOut: [] }],
    });
    assert.deepEqual(files.text(path)?.split('\n').slice(0, 5), [
      '{',
      '  "version": 1,',
      '  "prompt": "triage.prompt.yml",',
      `  "run": "${firstRun}",`,
      '  "acceptedAt": "2026-11-23T00:00:01.000Z",',
    ]);
  });

  it('replaces only the cells of a run over one case', async () => {
    const one = trialResult({ caseId: 'b', pass: false });
    const { baselines, cells } = store([firstRun, onBoth], [secondRun, [one]]);
    await baselines.accept(run());
    const accepted = await baselines.accept(run(secondRun));
    assert.equal(accepted.prompts[0]?.accepted, 1);
    assert.equal(accepted.prompts[0]?.kept, 5);
    assert.deepEqual(
      (await cells()).map(({ model, caseId, passed }) => `${model} ${caseId} ${passed}`),
      [
        'mock/large a 1',
        'mock/large b 1',
        'mock/large c 1',
        'mock/small a 1',
        'mock/small b 0',
        'mock/small c 1',
      ],
    );
  });

  it('keeps what was accepted of a candidate that only had errors', async () => {
    const failing = ['a', 'b', 'c'].map((caseId) =>
      trialResult({ caseId, state: 'error', scores: [], pass: undefined as never }),
    );
    const { baselines, files } = store([firstRun, onBoth], [secondRun, failing]);
    await baselines.accept(run());
    const before = files.text(path);
    assert.deepEqual(await baselines.accept(run(secondRun)), {
      prompts: [
        {
          prompt: file,
          path,
          accepted: 0,
          kept: 6,
          leftOut: [
            { reason: 'error', trials: 3 },
            { reason: 'not-run', trials: 3 },
          ],
        },
      ],
    });
    assert.equal(files.text(path), before);
  });

  it('keeps a candidate that the run did not have', async () => {
    const small = runManifest({ ...manifest, candidates: manifest.candidates.slice(0, 1) });
    const { baselines, cells } = store([firstRun, onBoth], [secondRun, onBoth.slice(0, 1)]);
    await baselines.accept(run());
    await baselines.accept(run(secondRun, small));
    assert.equal((await cells()).length, 6);
  });

  it('writes nothing where there is nothing to accept', async () => {
    const { baselines, files } = store([firstRun, []]);
    const { prompts } = await baselines.accept(run());
    assert.deepEqual(prompts[0]?.leftOut, [{ reason: 'not-run', trials: 6 }]);
    assert.deepEqual(files.written, []);
  });

  it('never touches a baseline that it cannot read', async () => {
    for (const text of ['{', '{"version":2}']) {
      const { baselines, files } = store([firstRun, onBoth]);
      files.put(path, text);
      const { prompts } = await baselines.accept(run());
      assert.equal(prompts[0]?.accepted, 0);
      assert.match(prompts[0]?.refused ?? '', /cannot be used|newer Assay/);
      assert.equal(files.text(path), text);
    }
  });

  it('says that the disk did not take it', async () => {
    const { baselines, files } = store([firstRun, onBoth]);
    files.failure = new FileError('no-space', path, 'The disk is full.');
    const { prompts } = await baselines.accept(run());
    assert.equal(prompts[0]?.refused, 'The disk is full.');
  });

  it('refuses a run whose manifest is damaged', async () => {
    const { baselines } = store();
    const damaged = { ...run(), manifest: { fault: 'damaged', message: 'torn' } } as const;
    assert.deepEqual(await baselines.accept(damaged), { prompts: [], refused: 'torn' });
  });

  it('takes two runs one after the other when both are accepted at once', async () => {
    const parts = [onBoth.slice(0, 3), onBoth.slice(3)] as const;
    const { baselines, cells } = store([firstRun, parts[0]], [secondRun, parts[1]]);
    await Promise.all([baselines.accept(run()), baselines.accept(run(secondRun))]);
    assert.equal((await cells()).length, 6);
  });
});

const anyResult = fc
  .record({
    caseId: fc.constantFrom('a', 'b', 'c', '__proto__', 'ä'),
    candidate: fc.integer({ min: 0, max: 2 }),
    state: fc.constantFrom('replied', 'empty', 'error', 'cancelled', 'unknown'),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    pass: fc.boolean(),
  })
  .map(({ value, pass, ...rest }) =>
    trialResult({ ...rest, pass, scores: [scored('right', value, pass)] }),
  );
const anyResults = fc.array(anyResult, { maxLength: 25 });

describe('the baselines of a project', () => {
  it('are listed by their paths', async () => {
    const { baselines } = store([firstRun, onBoth]);
    assert.deepEqual(await baselines.list(), []);
    await baselines.accept(run());
    const listed = await baselines.list();
    assert.deepEqual(
      listed.map(({ path: where, stored }) => [where, 'value' in stored && stored.value.prompt]),
      [[path, file]],
    );
  });
});

describe('accepting any run', () => {
  it('twice is accepting it once', async () => {
    await fc.assert(
      fc.asyncProperty(anyResults, async (results) => {
        const { baselines, files } = store([firstRun, results]);
        const first = await baselines.accept(run());
        const once = files.text(path);
        const second = await baselines.accept(run());
        assert.equal(files.text(path), once);
        assert.deepEqual(second, first);
      }),
    );
  });

  it('and comparing with the same run finds nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(anyResults, async (results) => {
        const { baselines, cells } = store([firstRun, results]);
        await baselines.accept(run());
        const again = cellsOfResults(results, manifest)[0]?.cells ?? [];
        const { pairs } = compareCells(await cells(), again);
        assert.ok(pairs.every(({ change }) => change === 'unchanged'));
      }),
    );
  });

  it('never loses a cell, and changes none that the run says nothing of', async () => {
    await fc.assert(
      fc.asyncProperty(anyResults, anyResults, async (earlier, later) => {
        const { baselines, files, cells } = store([firstRun, earlier], [secondRun, later]);
        await baselines.accept(run());
        const before = await cells();
        await baselines.accept(run(secondRun));
        const after = await cells();
        const said = cellsOfResults(later, manifest)[0]?.cells ?? [];
        const counts = { 'only-before': 0, 'only-after': 0 };
        for (const { change } of compareCells(before, after).pairs) {
          if (change in counts) counts[change as keyof typeof counts] += 1;
        }
        assert.equal(counts['only-before'], 0);
        const isSaid = (caseId: string, model: string): boolean =>
          said.some((one) => one.caseId === caseId && one.model === model);
        for (const cell of before) {
          if (isSaid(cell.caseId, cell.model)) continue;
          assert.ok(after.some((one) => JSON.stringify(one) === JSON.stringify(cell)));
        }
        const stored = await baselines.read(file);
        if ('value' in stored) assert.equal(files.text(path), formatBaseline(stored.value));
      }),
    );
  });

  it('takes in nothing of trials that went wrong, however many there are', async () => {
    const bad = fc
      .record({
        caseId: fc.constantFrom('a', 'b', 'c', 'd'),
        candidate: fc.integer({ min: 0, max: 1 }),
        state: fc.constantFrom('error', 'cancelled', 'budget-reached', 'unknown'),
      })
      .map((change) => withoutReply(trialResult({ ...change, scores: [] })));
    const sound = anyResults.map((list) => list.filter(({ state }) => state === 'replied'));
    await fc.assert(
      fc.asyncProperty(sound, sound, fc.array(bad), async (earlier, later, wrong) => {
        const plain = store([firstRun, earlier], [secondRun, later]);
        const mixed = store([firstRun, earlier], [secondRun, [...wrong, ...later, ...wrong]]);
        for (const { baselines } of [plain, mixed]) {
          await baselines.accept(run());
          await baselines.accept(run(secondRun));
        }
        assert.deepEqual(await mixed.cells(), await plain.cells());
      }),
    );
  });
});
