import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { openHistory } from '#core/runner/history.ts';
import { resultsOf } from '#core/views/caseView.ts';
import { RunBook } from '#core/views/runBook.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { RowsQuery } from '#protocol/panelRun.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { entriesOf, writeRun } from '#support/madeRun.ts';
import { scored } from '#support/results.ts';
import { candidateSummary, runManifest, runSummary } from '#support/summaries.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';
import { median } from './median.ts';
import { atMost, shown, type Row } from './row.ts';

const words =
  'The customer was charged twice, which belongs to billing because only that team can look into payments. ';

/** A stored run of so many cases, as the panel opens it: all of it once, then a page of rows, then a case. */
export async function views(rows: number, times: number): Promise<readonly Row[]> {
  await using root = await temporaryFolder();
  const base = runManifest();
  const [copy] = base.prompts;
  if (copy === undefined) return [];
  const manifest = { ...base, prompts: [{ ...copy, cases: rows }], trials: rows };
  const cases = Array.from({ length: rows }, (_, index) => caseOf(index));
  const entries = entriesOf(cases.map((_, index) => resultOf(index)));
  const summary = runSummary({ candidates: [candidateSummary({ planned: rows })] });
  await writeRun(root.path, { manifest, cases: [cases], entries, summary });
  const history = openHistory(nodeFiles(nodeClock), nodeClock, root.path);
  const run = await history.find('last');
  if (run === undefined) throw new Error('The run was not written.');
  const taken: Record<'open' | 'page' | 'sort' | 'case', number[]> = {
    open: [],
    page: [],
    sort: [],
    case: [],
  };
  for (let round = 0; round < times; round += 1) {
    const { value: book, ms } = await timed(() => RunBook.open(history, run, false));
    const part = book?.parts[0];
    if (book === undefined || part?.rows.finished !== rows) throw new Error('Rows are missing.');
    taken.open.push(ms);
    const pageOf = async (change: Partial<RowsQuery>): Promise<number> => {
      const query = { run: run.id, prompt: 0, filter: {}, from: rows / 2, count: 100, ...change };
      return (await timed(() => Promise.resolve(part.order.page(query)))).ms;
    };
    taken.page.push(await pageOf({}));
    taken.sort.push(await pageOf({ sort: { by: 'score:0', descending: true } }));
    taken.case.push(
      (
        await timed(() =>
          resultsOf({ engine: { history, baselines: none } }, { book, part }, rows - 1),
        )
      ).ms,
    );
  }
  const note = `${shown(median(taken.sort))} ms where it is sorted first`;
  return [
    {
      name: `opening a run of ${rows} cases`,
      value: median(taken.open),
      unit: 'ms',
      goal: atMost(2000),
    },
    { name: 'a page of its rows', value: median(taken.page), unit: 'ms', goal: atMost(20), note },
    {
      name: 'the replies of one of its cases',
      value: median(taken.case),
      unit: 'ms',
      goal: atMost(20),
    },
  ];
}

/** Nothing was accepted. */
const none = {
  read: () => Promise.resolve({ fault: 'missing', message: '' } as const),
  list: () => Promise.resolve([]),
  accept: () => Promise.resolve({ prompts: [] }),
};

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly ms: number }> {
  const startedAt = performance.now();
  return { value: await work(), ms: performance.now() - startedAt };
}

function caseOf(index: number): EvalCase {
  return {
    id: `case-${index}`,
    values: { ticket: `${words}${index}`, expected: 'billing' },
    expected: 'billing',
    tags: index % 7 === 0 ? ['smoke'] : [],
    source: { file: 'data/tickets.jsonl', line: index + 1 },
  };
}

function resultOf(trial: number): TrialResult {
  const pass = trial % 5 > 0;
  return {
    trial,
    candidate: 0,
    caseId: `case-${trial}`,
    repeat: 0,
    state: 'replied',
    reply: {
      text: `${words}${words}${trial}`,
      ending: 'stop',
      latencyMs: 500 + (trial % 1000),
      usage: { inputTokens: 100, outputTokens: 20 },
      costUsd: 0.00001,
      source: 'live',
    },
    scores: [scored('right queue', pass ? 1 : 0, pass), scored('words', trial % 50)],
    pass,
    attempts: 1,
    costUsd: 0.00001,
  };
}
