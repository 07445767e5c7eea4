import assert from 'node:assert/strict';
import type { CompareRequest, StoredRun } from '#core/engine.ts';
import { baselinePath } from '#core/store/baselines.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';
import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const none = new AbortController().signal;
const measured = `  - { name: queue, uses: label, with: { labels: ["yes", "no"] } }\n`;

async function openTwo(change: (project: Project) => Promise<void> = () => Promise.resolve()) {
  const provider = await startMockProvider({
    script: {
      rules: Array.from({ length: 7 }, (_, row) => [
        {
          when: { marker: `row-${row}` },
          times: 1,
          do: { reply: { answer: { text: 'yes' } } },
        } as const,
        { when: { marker: `row-${row}` }, do: { reply: { answer: { text: 'no' } } } } as const,
      ]).flat(),
      otherwise: { reply: { answer: { text: 'yes' } } },
    },
  });
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(9, measured) },
  });
  const find = async (id: string): Promise<StoredRun> => (await project.engine.history.find(id))!;
  const before = await find((await runAll(project)).summary.id);
  await change(project);
  const after = await find((await runAll(project)).summary.id);
  return {
    project,
    before,
    after,
    compare: (request: CompareRequest) => project.engine.compare(request, none),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

describe('comparing runs', () => {
  it('knows the metrics from the run itself, also without its summary', async () => {
    await using two = await openTwo();
    const compared = await two.compare({ before: two.before, after: two.after });
    assert.ok('value' in compared);
    const [candidate] = compared.value.prompts[0]?.candidates ?? [];
    assert.deepEqual(
      candidate?.measures.map((one) => [
        one.evaluator,
        'verdict' in one ? one.verdict : one.why,
        'figures' in one ? one.figures?.map(({ name }) => name) : undefined,
      ]),
      [
        [undefined, 'regressed', undefined],
        ['right', 'regressed', undefined],
        ['queue', 'regressed', ['macro-f1']],
      ],
    );
    await rm(join(two.after.folder, 'summary.json'));
    const again = (await two.project.engine.history.find(two.after.id))!;
    assert.deepEqual(await two.compare({ before: two.before, after: again }), compared);
  });

  it('compares with a baseline, corpus metrics included', async () => {
    await using two = await openTwo();
    await two.project.engine.baselines.accept(two.before);
    const runs = await two.compare({ before: two.before, after: two.after });
    const accepted = await two.compare({ before: 'baseline', after: two.after });
    assert.ok('value' in runs && 'value' in accepted);
    assert.deepEqual(accepted.value.prompts, runs.value.prompts);
    assert.deepEqual(
      [accepted.value.before.what, accepted.value.before.run],
      ['baseline', two.before.id],
    );
  });

  it('says whether there is no baseline yet, or none that can be used', async () => {
    await using two = await openTwo();
    const missing = await two.compare({ before: 'baseline', after: two.after });
    assert.equal('fault' in missing && missing.fault, 'missing');
    await two.project.engine.baselines.accept(two.before);
    await writeFile(baselinePath(two.project.path, 'asked.prompt.yml'), '{');
    const damaged = await two.compare({ before: 'baseline', after: two.after });
    assert.equal('fault' in damaged && damaged.fault, 'unusable');
    const both = await two.compare({ before: 'baseline', after: 'baseline' });
    assert.equal('fault' in both && both.fault, 'unusable');
  });

  it('says that an evaluator measures otherwise now, or stands for another metric', async () => {
    const changed = measured.replace('["yes", "no"]', '["yes", "no", "perhaps"]');
    await using two = await openTwo((project) =>
      project.write(
        'asked.prompt.yml',
        promptOver(9, changed).replace('uses: exact-match', 'uses: contains'),
      ),
    );
    const compared = await two.compare({ before: two.before, after: two.after });
    assert.ok('value' in compared);
    const [passed, right, queue] = compared.value.prompts[0]?.candidates[0]?.measures ?? [];
    assert.equal(passed !== undefined && 'otherSettings' in passed, true);
    assert.deepEqual(right, { evaluator: 'right', why: 'another-metric' });
    assert.equal(queue !== undefined && 'otherSettings' in queue, true);
  });

  it('gives up where it is told to', async () => {
    await using two = await openTwo();
    const gone = AbortSignal.abort(new Error('gone'));
    await assert.rejects(
      two.project.engine.compare({ before: two.before, after: two.after }, gone),
      /gone/,
    );
  });

  it('says where two sides have no prompt in common', async () => {
    await using two = await openTwo();
    const request = { before: two.before, after: two.after, prompt: 'other.prompt.yml' };
    const compared = await two.compare(request);
    assert.match('refused' in compared ? compared.refused : '', /no prompt in common/);
  });
});
