import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { RunBook } from '#core/views/runBook.ts';
import type { CaseRow, RowsFilter, RowsQuery } from '#protocol/panelRun.ts';
import type { RunEvent } from '#protocol/run.ts';
import { manifestOf, resultsOf, summaryOf, viewedProject } from '#support/viewedProject.ts';
import { valueOf } from '#support/valueOf.ts';

const manifest = manifestOf();
const run = manifest.id;

function keyOf({ caseId, candidate }: CaseRow): string {
  return `${caseId} ${candidate}`;
}

const outcomes = fc
  .array(fc.constantFrom('p', 'f', 'e', '-'), { minLength: 8, maxLength: 8 })
  .map((all) => all.join(''));

const sorts = fc.option(
  fc.record({
    by: fc.constantFrom('case', 'latency', 'cost', 'outcome', 'score:1', 'reply', 'nothing'),
    descending: fc.boolean(),
  }),
  { nil: undefined },
);

describe('the rows of a run', () => {
  it('come each once over all pages, whatever the filter and the order', async () => {
    await fc.assert(
      fc.asyncProperty(outcomes, sorts, fc.integer({ min: 1, max: 5 }), async (all, sort, size) => {
        await using project = await viewedProject();
        await project.write(manifest, resultsOf(manifest, all), summaryOf(run, 2, 2));
        const every = async (filter: RowsFilter): Promise<readonly CaseRow[]> => {
          const rows: CaseRow[] = [];
          for (let from = 0; ; from += size) {
            const query: RowsQuery = { run, prompt: 0, filter, sort, from, count: size };
            const answer = valueOf(await project.views.rows(query));
            rows.push(...answer.rows);
            if (from + size >= answer.total) return rows;
          }
        };
        const rows = await every({});
        assert.equal(new Set(rows.map(keyOf)).size, 8);
        const parts = await Promise.all([every({ candidate: 0 }), every({ candidate: 1 })]);
        assert.deepEqual(parts.flat().map(keyOf).toSorted(), rows.map(keyOf).toSorted());
        const failed = await every({ outcome: 'failed' });
        assert.deepEqual(
          failed.map(keyOf),
          rows.filter(({ outcome }) => outcome === 'failed').map(keyOf),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('are the same for a run that was heard as for one that was read', async () => {
    await fc.assert(
      fc.asyncProperty(
        outcomes,
        fc.integer({ min: 0, max: 8 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (all, readFirst, chances) => {
          await using project = await viewedProject();
          const results = resultsOf(manifest, all);
          const early = results.slice(0, readFirst);
          await project.write(manifest, early);
          project.live.add(run);
          const query: RowsQuery = { run, prompt: 0, filter: {}, from: 0, count: 100 };
          await project.views.rows(query);
          // The event of what was read already may still come, and in any order.
          const told = results
            .slice(Math.max(0, readFirst - 1))
            .map((result) => ({ result, chance: chances.next().value }))
            .toSorted((a, b) => a.chance - b.chance);
          for (const { result } of told) project.views.hear(run, finished(result));
          project.live.delete(run);
          project.views.end(run);
          const heard = valueOf(await project.views.rows(query));
          const heardView = valueOf(await project.views.run({ run, prompt: 0 }));

          await using other = await viewedProject();
          await other.write(manifest, results);
          assert.deepEqual(heard, valueOf(await other.views.rows(query)));
          const { spentUsd: _one, ...view } = heardView;
          const { spentUsd: _other, ...read } = valueOf(await other.views.run({ run, prompt: 0 }));
          assert.deepEqual(view, read);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are running until every repetition has ended', async () => {
    await using project = await viewedProject();
    const [copy] = manifest.prompts;
    assert.ok(copy);
    const twice = manifestOf({
      prompts: [{ ...copy, repeats: 2, cases: 4 }],
      candidates: [{ prompt: 0, variant: 'base', model: 'mock/small' }],
      trials: 8,
    });
    const [first] = resultsOf(manifest, 'p');
    assert.ok(first);
    await project.write(twice, [first]);
    project.live.add(run);
    const outcomeOf = async (): Promise<readonly (string | number | undefined)[]> => {
      const query: RowsQuery = { run, prompt: 0, filter: {}, from: 0, count: 1 };
      const [row] = valueOf(await project.views.rows(query)).rows;
      return [row?.outcome, row?.passed, row?.judged, row?.tokens];
    };
    assert.deepEqual(await outcomeOf(), ['running', 1, 1, 12]);
    const reply = { ...first.reply, text: 'no', ending: 'stop' as const };
    const second = { ...first, trial: 1, repeat: 1, pass: false, reply };
    project.views.hear(run, finished(second));
    assert.deepEqual(await outcomeOf(), ['failed', 1, 2, 24]);
    const query: RowsQuery = { run, prompt: 0, filter: { outcome: 'flaky' }, from: 0, count: 9 };
    assert.equal(valueOf(await project.views.rows(query)).total, 1);
    project.views.hear(run, {
      kind: 'run-ended',
      summary: summaryOf(run, 1),
      folder: '',
      problems: [],
    });
    const view = valueOf(await project.views.run({ run, prompt: 0 }));
    assert.equal(view.state, 'complete');
  });

  it('show a run whose copy of the cases is gone, as far as its results name them', async () => {
    await using project = await viewedProject();
    await project.write(manifest, resultsOf(manifest, 'pfpp'), summaryOf(run, 2, 1), []);
    const query: RowsQuery = { run, prompt: 0, filter: {}, from: 0, count: 3 };
    const { rows, total } = valueOf(await project.views.rows(query));
    assert.deepEqual([total, rows.map(({ caseId }) => caseId)], [8, ['refund', 'refund', 'crash']]);
    const detail = valueOf(await project.views.case({ run, candidate: 1, caseId: 'refund' }));
    assert.equal(detail.trials[0]?.reply?.start, 'no idea 1');
    assert.deepEqual(detail.values, {});
  });

  it('are not listed of a run that claims more trials than memory has room for', async () => {
    await using project = await viewedProject();
    const [copy] = manifest.prompts;
    assert.ok(copy);
    const huge = manifestOf({ prompts: [{ ...copy, cases: 1e12, repeats: 1e6 }], trials: 8 });
    await project.write(huge, resultsOf(manifest, 'p'));
    const stored = await project.history.find(run);
    assert.ok(stored);
    const book = await RunBook.open(project.history, stored, false);
    assert.equal(book?.parts[0]?.rows.size, 0);
    assert.deepEqual(book.faults, ['It has more than 2,000,000 trials: they are not listed.']);
    assert.equal(book.summaryOf(0)?.passed, 1);
  });
});

function finished(result: ReturnType<typeof resultsOf>[number]): RunEvent {
  const progress = { finished: 0, planned: 8, failed: 0, errors: 0, spentUsd: 0 };
  return { kind: 'trial-finished', result, progress };
}
