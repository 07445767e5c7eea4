import assert from 'node:assert/strict';
import type { StoredRun } from '#core/engine.ts';
import { runLineOf } from '#core/runner/runLine.ts';
import {
  candidateRows,
  groupRows,
  groupRuns,
  idsOfPage,
  runProjectRows,
  runRows,
  type RunGroup,
  type RunRow,
} from '#extension/views/runRows.ts';
import type { CandidateSummary, EvaluatorSummary, RunManifest, RunSummary } from '#protocol/run.ts';

const nowMs = Date.parse('2026-06-01T12:00:00.000Z');
const states = {
  replied: 14,
  truncated: 0,
  filtered: 0,
  empty: 0,
  error: 0,
  cancelled: 0,
  'budget-reached': 0,
  unknown: 0,
};

function idOf(at: number): string {
  return `01ARZ3NDEKTSV4RRFFQ69G${String(9999 - at)}`;
}

function manifestOf(at: number, files: readonly string[]): RunManifest {
  return {
    version: 1,
    id: idOf(at),
    startedAt: new Date(nowMs - (at + 1) * 300_000).toISOString(),
    assay: '0.1.0',
    commit: '0123456789abcdef',
    prompts: files.map((file) => ({
      file,
      name: `name of ${file}`,
      sha256: '',
      text: '',
      cases: 14,
      repeats: 1,
    })),
    candidates: files.map((_, prompt) => ({ prompt, variant: 'base', model: 'openai/x' })),
    models: [
      {
        id: 'openai/x',
        status: 'approved',
        provider: 'openai',
        name: 'x',
        price: { input: 1, output: 2 },
      },
    ],
    options: {
      cache: 'on',
      recordings: 'off',
      keep: 'hash',
      allowUnpriced: [],
      cases: [],
      tags: [],
    },
    gate: {},
    inputs: [],
    casesSha256: '',
    trials: 14,
  };
}

function candidateOf(candidate: number, passed: number): CandidateSummary {
  return {
    candidate,
    planned: 14,
    states,
    errors: {},
    judged: 14,
    passed,
    passRate: passed / 14,
    evaluators: [evaluatorOf(14)],
    inputTokens: 10,
    outputTokens: 5,
    withoutUsage: 0,
    costUsd: 0.003,
  };
}

function evaluatorOf(judged: number): EvaluatorSummary {
  return {
    name: 'right',
    kind: 'exact-match',
    level: 'case',
    better: 'higher',
    scored: judged,
    notApplicable: 0,
    failed: 0,
    judged,
    passed: 0,
  };
}

function summaryOf(at: number, passed: readonly number[]): RunSummary {
  return {
    version: 1,
    id: idOf(at),
    endedAt: '',
    ended: 'complete',
    candidates: passed.map((count, candidate) => candidateOf(candidate, count)),
    gate: { pass: true, reasons: [] },
    spentUsd: 0.003,
    wallMs: 2000,
  };
}

function runOf(
  at: number,
  passed: readonly number[],
  more: {
    readonly files?: readonly string[];
    readonly manifest?: Partial<RunManifest>;
    readonly summary?: Partial<RunSummary>;
  } = {},
): StoredRun {
  const files = more.files ?? ['p.prompt.yml'];
  return {
    id: idOf(at),
    folder: `/r/.assay/runs/${idOf(at)}`,
    manifest: { value: { ...manifestOf(at, files), ...more.manifest } },
    summary: { value: { ...summaryOf(at, passed), ...more.summary } },
  };
}

function rowsOf(...runs: readonly StoredRun[]): readonly RunRow[] {
  const [group] = groupsOf(runs);
  assert.ok(group !== undefined);
  return runRows(group, runs, new Map(), nowMs);
}

function groupsOf(runs: readonly StoredRun[]): readonly RunGroup[] {
  return groupRuns('/r', runs.map(runLineOf));
}

describe('rows of runs', () => {
  it('say what passed, what changed, what it cost and when it was', () => {
    const [newest, oldest] = rowsOf(runOf(0, [12]), runOf(1, [10]));
    assert.equal(newest?.label, '12 of 14 passed');
    assert.equal(newest.description, '+2 since previous · $0.0030 · 5 min ago');
    assert.equal(newest.contextValue, 'run complete');
    assert.ok(newest.kind === 'run');
    assert.deepEqual([newest.root, newest.id], ['/r', idOf(0)]);
    assert.deepEqual(newest.command?.arguments, [{ root: '/r', id: idOf(0) }]);
    assert.equal(oldest?.description, '$0.0030 · 10 min ago');
  });

  it('compare only what is alike and complete', () => {
    const one = runOf(1, [1], {
      manifest: { options: { ...manifestOf(1, []).options, cases: ['a'] } },
    });
    const cancelled = runOf(2, [3], { summary: { ended: 'cancelled' } });
    const other = runOf(3, [4], {
      manifest: { candidates: [{ prompt: 0, variant: 'base', model: 'b/y' }] },
    });
    assert.match(rowsOf(runOf(0, [12]), one, cancelled, other)[0]?.description ?? '', /^\$0.0030/);
    const found = rowsOf(runOf(0, [12]), one, cancelled, other, runOf(4, [13]));
    assert.match(found[0]?.description ?? '', /^−1 since previous/);
    assert.match(rowsOf(runOf(0, [12]), runOf(1, [12]))[0]?.description ?? '', /^±0 since/);
  });

  it('tell every end apart by icon and by text', () => {
    const damaged = { fault: 'damaged', message: 'summary.json is damaged.' } as const;
    const missing = { fault: 'missing', message: '' } as const;
    const runs: readonly StoredRun[] = [
      runOf(0, [14]),
      runOf(1, [12]),
      runOf(2, [12], { manifest: { gate: { passRate: 1 } } }),
      runOf(3, [3], { summary: { ended: 'cancelled' } }),
      runOf(4, [3], { summary: { ended: 'budget-reached' } }),
      runOf(5, [3], {
        summary: { ended: 'stopped', failure: { code: 'out-of-credit', message: 'No credit.' } },
      }),
      { ...runOf(6, []), summary: missing },
      { ...runOf(7, []), summary: damaged },
      runOf(8, [12], { summary: { candidates: [{ ...candidateOf(0, 0), judged: 0 }] } }),
    ];
    assert.deepEqual(
      rowsOf(...runs).map(({ icon, label, description, contextValue }) => [
        icon?.id,
        label,
        (description ?? '')
          .split(' · ')
          .filter((part) => !/ago|\$|since/.test(part))
          .join(' · '),
        contextValue,
      ]),
      [
        ['pass', '14 of 14 passed', '', 'run complete'],
        ['error', '12 of 14 passed', '', 'run complete'],
        ['error', '12 of 14 passed', 'gate failed', 'run complete'],
        ['circle-slash', '3 of 14 passed', 'cancelled', 'run partial'],
        ['credit-card', '3 of 14 passed', 'budget reached', 'run partial'],
        ['warning', '3 of 14 passed', 'stopped: out-of-credit', 'run partial'],
        ['debug-pause', 'Unfinished', 'can be resumed', 'run partial'],
        ['warning', 'Damaged', '', 'run damaged'],
        ['question', 'No verdict', '', 'run complete'],
      ],
    );
  });

  it('say how far a run is that goes on', () => {
    const run: StoredRun = { ...runOf(0, []), summary: { fault: 'missing', message: '' } };
    const [group] = groupsOf([run]);
    assert.ok(group !== undefined);
    const [row] = runRows(group, [run], new Map([[run.id, { finished: 5, planned: 14 }]]), nowMs);
    assert.equal(row?.label, '5 of 14 done');
    assert.equal(row.description, 'running · 5 min ago');
    assert.equal(row.icon?.id, 'loading~spin');
  });

  it('never take what costs without a price for nothing', () => {
    const { models } = manifestOf(0, []);
    const free = models.map((model) => {
      const { price: _, ...rest } = model;
      return rest;
    });
    const some = rowsOf(runOf(0, [1], { manifest: { models: free } }));
    assert.equal(some[0]?.description, 'unpriced · 5 min ago');
    const mixed = rowsOf(runOf(0, [1], { manifest: { models: [...models, ...free] } }));
    assert.equal(mixed[0]?.description, '$0.0030 + unpriced · 5 min ago');
  });

  it('stand under each prompt of their run, with its own counts', () => {
    const files = ['p.prompt.yml', 'q.prompt.yml'];
    const runs = [runOf(0, [12, 3], { files }), runOf(1, [9])];
    const groups = groupsOf(runs);
    assert.deepEqual(
      groups.map((one) => [one.file, one.runs.length]),
      [
        ['p.prompt.yml', 2],
        ['q.prompt.yml', 1],
      ],
    );
    assert.deepEqual(
      groups.map((group) => runRows(group, runs, new Map(), nowMs)[0]?.label),
      ['12 of 14 passed', '3 of 14 passed'],
    );
    assert.deepEqual(
      groupRows(groups, nowMs).map(({ label, description, contextValue }) => [
        label,
        description,
        contextValue,
      ]),
      [
        ['name of p.prompt.yml', '2 runs · 5 min ago', 'prompt'],
        ['name of q.prompt.yml', '1 run · 5 min ago', 'prompt'],
      ],
    );
  });

  it('stand apart where nobody knows of which prompt they are', () => {
    const manifest = { fault: 'damaged', message: 'manifest.json is damaged.' } as const;
    const runs = [{ ...runOf(0, []), manifest }];
    const groups = groupsOf(runs);
    assert.equal(groupRows(groups, nowMs)[0]?.label, 'Damaged runs');
    const [row] = runRows(groups[0] as RunGroup, runs, new Map(), nowMs);
    assert.equal(row?.contextValue, 'run damaged');
    assert.match(row?.tooltip ?? '', /^manifest.json is damaged\./);
  });

  it('hold each prompt alone against the gate of a run over several', () => {
    const evaluators = [evaluatorOf(14)];
    const candidates = [candidateOf(0, 14), candidateOf(1, 3)].map((one) => ({
      ...one,
      evaluators,
    }));
    const run = runOf(0, [], {
      files: ['p.prompt.yml', 'q.prompt.yml'],
      manifest: { gate: { passRate: 0.5 } },
      summary: { candidates, gate: { pass: false, reasons: ['q'] } },
    });
    assert.deepEqual(
      groupsOf([run]).map((group) => runRows(group, [run], new Map(), nowMs)[0]?.description),
      ['$0.0030 · 5 min ago', 'gate failed · $0.0030 · 5 min ago'],
    );
  });

  it('are shown in pages', () => {
    const runs = Array.from({ length: 220 }, (_, at) => runOf(at, [at % 15]));
    const [group] = groupsOf(runs);
    assert.ok(group !== undefined);
    const page = (from: number): readonly RunRow[] => {
      const ids = new Set(idsOfPage(group, from));
      const whole = runs.filter(({ id }) => ids.has(id));
      return runRows(group, whole, new Map(), nowMs, from);
    };
    assert.equal(idsOfPage(group).length, 150);
    const rows = page(0);
    assert.equal(rows.length, 51);
    const more = rows.at(-1);
    assert.ok(more?.kind === 'more');
    assert.equal(more.description, '170 older runs');
    const next = page(more.from);
    assert.equal(next.length, 151);
    assert.equal(new Set([...rows, ...next].map(({ key }) => key)).size, 202);
  });

  it('hold the candidates of their prompt with their numbers', () => {
    const files = ['p.prompt.yml', 'q.prompt.yml'];
    const run = runOf(0, [12, 3], { files });
    const rows = candidateRows('/r', run, 'q.prompt.yml');
    assert.deepEqual(
      rows.map(({ label, description, icon }) => [label, description, icon?.id]),
      [['openai/x', '3 of 14 passed · 21.4 % · $0.0030', 'error']],
    );
    const damaged = { ...run, summary: { fault: 'damaged', message: '' } as const };
    assert.deepEqual(candidateRows('/r', damaged, 'q.prompt.yml'), []);
  });

  it('are under their projects where there are several', () => {
    assert.equal(runProjectRows([{ root: '/r', name: 'shop' }])[0]?.label, 'shop');
  });
});
