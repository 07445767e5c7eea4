import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MockReply } from '#support/mockScript.ts';
import { everything } from '#support/project.ts';
import { onRow, openScene, refusal, yes } from '#support/scene.ts';
import { readRecords } from '#support/sound.ts';

const usage = { input: 10, output: 5 };
const endings: readonly (readonly [string, MockReply])[] = [
  ['replied', { answer: { text: 'yes' } }],
  ['truncated', { answer: { text: 'ye' }, ending: 'length' }],
  ['filtered', { answer: { text: '' }, ending: 'filter' }],
  ['filtered', { answer: { text: 'I will not.' }, ending: 'refusal' }],
  ['empty', { answer: { text: '' } }],
  ['empty', { answer: { text: ' \n' } }],
  ['empty', { answer: { text: '' }, ending: 'tool' }],
];

describe('what a model does', () => {
  for (const stream of [false, true]) {
    it(`ends each trial in its own state, ${stream ? 'streamed' : 'whole'} (F43)`, async () => {
      const rules = endings.map(([, reply], row) => onRow(row, { reply: { usage, ...reply } }));
      await using scene = await openScene({ cases: endings.length, stream, script: { rules } });
      const { summary, results } = await scene.run();
      assert.deepEqual(
        results.toSorted((a, b) => a.trial - b.trial).map(({ state }) => state),
        endings.map(([state]) => state),
      );
      const { replied, truncated, filtered, empty, error } = summary.candidates[0]?.states ?? {};
      assert.deepEqual([replied, truncated, filtered, empty, error], [1, 1, 2, 3, 0]);
      assert.equal(summary.ended, 'complete');
      assert.equal(summary.spentUsd.toFixed(6), '0.000140');
    });
  }

  it('says which model it was, also where it is not the one that was asked (F43)', async () => {
    await using scene = await openScene({
      cases: 3,
      script: { rules: [onRow(1, { reply: { ...yes.reply, model: 'tiny' } })] },
    });
    const { results } = await scene.run();
    const returned = results.toSorted((a, b) => a.trial - b.trial).map(({ reply }) => reply);
    assert.deepEqual(
      returned.map((reply) => reply?.returnedModel),
      ['small', 'tiny', 'small'],
    );
  });
});

describe('a wall clock that jumps', () => {
  const day = 86_400_000;
  for (const [title, byMs] of [
    ['a day back', -day],
    ['a day on', day],
    ['an hour, as summer ends', -3_600_000],
  ] as const) {
    it(`changes nothing when it goes ${title} in a run (F40)`, async () => {
      await using scene = await openScene({
        cases: 60,
        virtual: true,
        script: {
          rules: [
            {
              when: { nth: 30 },
              do: { ...refusal(429, 'slow_down'), headers: { 'retry-after': '7' } },
            },
          ],
          otherwise: { latencyMs: 100 },
        },
      });
      scene.time.clock.timer(250, () => {
        scene.time.clock.jump(byMs);
      });
      const { summary, results } = await scene.run({ concurrency: 8 });
      assert.equal(summary.candidates[0]?.states.replied, 60);
      for (const { reply } of results) assert.equal(reply?.latencyMs, 100);
      assert.ok(summary.wallMs >= 7000 && summary.wallMs <= 9500, `${summary.wallMs} ms`);
      const journal = join(scene.project.path, '.assay', 'runs', summary.id, 'journal.jsonl');
      const seqs = (await readRecords(journal)).map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        seqs.toSorted((a, b) => a - b),
      );
      assert.equal((await scene.stored()).length, 60);
    });
  }

  it('does not make replies that are cached too old or too new (F40)', async () => {
    await using scene = await openScene({ cases: 5, virtual: true, withCache: true });
    await scene.run({ cache: 'on' });
    for (const byMs of [400 * day, -800 * day]) {
      scene.time.clock.jump(byMs);
      const { summary } = await scene.run({ cache: 'require' });
      assert.equal(summary.candidates[0]?.states.replied, 5);
    }
    assert.equal(scene.provider.log().count, 5);
  });
});

describe('files that change while a run goes on', () => {
  const prompt = `name: asked
model: mock/small
messages: [{ role: user, content: "{{question}}" }]
datasets: [{ file: rows.jsonl }]
evaluators: [{ name: right, uses: exact-match }]
`;
  const rows = Array.from({ length: 200 }, (_, row) =>
    JSON.stringify({ id: `row-${row}`, question: `[[row-${row}]]`, expected: 'yes' }),
  ).join('\n');
  const changes = {
    edited: async (path: string) => {
      await writeFile(join(path, 'asked.prompt.yml'), prompt.replace('{{question}}', 'changed'));
      await writeFile(join(path, 'rows.jsonl'), '{"id":"x","question":"changed","expected":"no"}');
      await writeFile(join(path, 'assay.models.yml'), 'version: 1\nmodels: []\n');
    },
    deleted: async (path: string) => {
      await rm(join(path, 'asked.prompt.yml'));
      await rm(join(path, 'rows.jsonl'));
      await rm(join(path, 'assay.models.yml'));
    },
    renamed: async (path: string) => {
      await rename(join(path, 'asked.prompt.yml'), join(path, 'other.prompt.yml'));
      await rename(join(path, 'rows.jsonl'), join(path, 'other.jsonl'));
    },
  };
  for (const [how, change] of Object.entries(changes)) {
    it(`change nothing in it when they are ${how} (F38, F39)`, async () => {
      await using scene = await openScene({
        prompt,
        files: { 'rows.jsonl': rows },
        script: { otherwise: { latencyMs: 2 } },
      });
      let changing: Promise<void> | undefined;
      const { summary } = await scene.run(
        { concurrency: 4 },
        {
          hear(event) {
            if (event.kind === 'trial-finished') changing ??= change(scene.project.path);
          },
        },
      );
      await changing;
      assert.equal(summary.candidates[0]?.states.replied, 200);
      assert.deepEqual([summary.gate.pass, summary.gate.reasons], [true, []]);
      const asked = scene.provider.log().requests;
      assert.deepEqual(
        asked.map(({ marker }) => Number(marker?.slice(4))).toSorted((a, b) => a - b),
        Array.from({ length: 200 }, (_, row) => row),
      );
      const run = await scene.project.engine.history.find(summary.id);
      assert.ok(run !== undefined && 'value' in run.manifest);
      const { prompts, inputs, casesSha256 } = run.manifest.value;
      assert.deepEqual([prompts[0]?.text, prompts[0]?.sha256], [prompt, sha256(prompt)]);
      assert.equal(inputs.find(({ file }) => file === 'rows.jsonl')?.sha256, sha256(rows));
      assert.equal(sha256(await readFile(join(run.folder, 'cases.jsonl'))), casesSha256);
      // Whatever happened to the files: nothing else was started.
      assert.equal((await scene.project.engine.history.list()).length, 1);
    });
  }

  it('are named when it is taken up again (F38)', async () => {
    await using scene = await openScene({ prompt, files: { 'rows.jsonl': rows } });
    const stop = new AbortController();
    await scene.run(
      { concurrency: 4 },
      {
        stopping: stop.signal,
        hear(event) {
          if (event.kind === 'trial-finished') stop.abort();
        },
      },
    );
    await writeFile(join(scene.project.path, 'asked.prompt.yml'), prompt.replace('asked', 'new'));
    await rm(join(scene.project.path, 'rows.jsonl'));
    const { engine } = scene.project;
    const planned = await engine.resume('last', {}, new AbortController().signal);
    assert.deepEqual(
      planned.problems.map(({ code, file, severity }) => [code, file, severity]),
      [
        ['input-changed', 'asked.prompt.yml', 'warning'],
        ['input-changed', 'rows.jsonl', 'warning'],
      ],
    );
    await planned.ready?.release();
    const { summary } = await scene.resume();
    assert.equal(summary.candidates[0]?.states.replied, 200);
    assert.equal(scene.provider.log().count, 200);
  });

  it('start nothing by themselves: 500 saves, no request, no run (F39)', async () => {
    await using scene = await openScene({ cases: 5 });
    const { engine } = scene.project;
    await engine.preflight({ ...everything, cache: 'off' }, new AbortController().signal);
    for (let save = 0; save < 500; save += 1) {
      await scene.project.write('asked.prompt.yml', `${prompt}# ${save}\n`);
    }
    await engine.lint([], new AbortController().signal);
    assert.equal(scene.provider.log().connections, 0);
    assert.deepEqual(await engine.history.list(), []);
  });
});

describe('a run that is never started', () => {
  it('leaves no timer and no lock behind once it is let go', async () => {
    await using scene = await openScene({ cases: 5, virtual: true });
    const { engine } = scene.project;
    const planning = engine.plan({ ...everything, cache: 'off' }, new AbortController().signal);
    const { ready } = await scene.time.pass(planning);
    await scene.time.pass(ready?.release() ?? Promise.reject(new Error('not planned')));
    assert.equal(scene.time.clock.pendingTimers, 0);
    const { summary } = await scene.resume();
    assert.equal(summary.candidates[0]?.states.replied, 5);
  });
});

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
