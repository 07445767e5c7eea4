import assert from 'node:assert/strict';
import type { StoredRun } from '#core/engine.ts';
import type { RunSummary } from '#protocol/run.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';

/** Every third row gets a wrong answer. */
function answer(prompt: string): string {
  const row = Number(/\[\[row-(\d+)\]\]/.exec(prompt)?.[1]);
  return row % 3 === 0 ? 'no' : 'yes';
}

const label = '  - { name: word, uses: label, with: { labels: ["yes", "no"] } }\n';

async function withProject(use: (project: Project) => Promise<void>): Promise<void> {
  await using provider = await startMockProvider({ script: { otherwise: { reply: { answer } } } });
  await using project = await makeProject({
    baseUrl: provider.baseUrl,
    files: {
      'asked.prompt.yml': promptOver(40, label),
      'few.prompt.yml': promptOver(2, label).replace('name: asked', 'name: few'),
    },
  });
  await use(project);
}

async function part(project: Project, index: number, of: number): Promise<StoredRun> {
  const { summary } = await runAll(project, { shard: { index, of }, repeats: 2 });
  const run = await project.engine.history.find(summary.id);
  assert.ok(run !== undefined);
  return run;
}

/** What is the same on one machine and on several; latencies differ from run to run. */
function figures({ candidates, gate, ended, spentUsd }: RunSummary): unknown {
  return {
    candidates: candidates.map((one) => ({ ...one, latency: undefined })),
    gate,
    ended,
    spentUsd: spentUsd.toFixed(9),
  };
}

describe('merging', () => {
  it('makes of the parts what one run is, gate, corpus metrics and order of cases included', async () => {
    await withProject(async (project) => {
      const whole = await runAll(project, { repeats: 2 });
      const parts: StoredRun[] = [];
      for (const index of [3, 1, 4, 2]) parts.push(await part(project, index, 4));
      const merged = await project.ci.merge(parts);
      assert.deepEqual(merged.problems, []);
      assert.ok('run' in merged);
      assert.deepEqual(figures(merged.summary), figures(whole.summary));
      const one = await project.engine.history.find(whole.summary.id);
      assert.ok(one !== undefined && 'value' in one.manifest && 'value' in merged.run.manifest);
      assert.equal(merged.run.manifest.value.casesSha256, one.manifest.value.casesSha256);
      const results = async (run: StoredRun): Promise<readonly unknown[]> => {
        const found: (readonly [number, unknown])[] = [];
        await project.engine.history.results(run, ({ trial, caseId, repeat, scores }) => {
          found.push([trial, [caseId, repeat, scores]]);
        });
        return found.toSorted(([a], [b]) => a - b);
      };
      assert.deepEqual(await results(merged.run), await results(one));
    });
  });

  it('counts every case once, and holds no part against the gate', async () => {
    await withProject(async (project) => {
      const ids: string[] = [];
      for (const index of [1, 2, 3]) {
        const { summary, results } = await runAll(project, { shard: { index, of: 3 } });
        ids.push(...results.map(({ candidate, caseId }) => `${candidate} ${caseId}`));
        assert.equal(summary.gate.pass, true);
        assert.match(summary.gate.notes?.[0] ?? '', /^A part of a run is held against no gate/);
      }
      assert.equal(ids.length, 42);
      assert.equal(new Set(ids).size, 42);
    });
  });

  it('refuses parts that are missing, double, of another cut, or made from other files', async () => {
    await withProject(async (project) => {
      const [one, two, other] = [
        await part(project, 1, 2),
        await part(project, 2, 2),
        await part(project, 1, 3),
      ];
      const refusal = async (...runs: readonly StoredRun[]): Promise<readonly string[]> =>
        (await project.ci.merge(runs)).problems.map(({ message }) =>
          message.replace(/[0-9A-Z]{26}/g, 'ID'),
        );
      assert.deepEqual(await refusal(one), ['ID cannot be merged. Part 2 of 2 is missing.']);
      assert.deepEqual(await refusal(one, two, one), [
        'ID cannot be merged. Part 1 of 2 is there more than once.',
      ]);
      assert.deepEqual(await refusal(one, other), [
        'ID cannot be merged. The run was cut into another number of parts than in ID.',
      ]);
      await project.write('few.prompt.yml', promptOver(3, label));
      assert.deepEqual(await refusal(one, await part(project, 2, 2)), [
        'ID cannot be merged. The prompts are others than in ID.',
      ]);
      const whole = await runAll(project);
      const run = await project.engine.history.find(whole.summary.id);
      assert.ok(run !== undefined);
      assert.deepEqual(await refusal(run), [
        'ID cannot be merged. It is a whole run, and no part of one.',
      ]);
    });
  });
});
