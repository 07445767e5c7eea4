import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, type CliProject, type RunningCli } from '#support/cli.ts';
import {
  cutTail,
  journalPath,
  openRequests,
  readJournalText,
  resultSet,
  summaryOf,
} from '#support/killedRun.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import type { MockRule, MockScript } from '#support/mockScript.ts';
import { promptOver } from '#support/project.ts';
import { seeded } from '#support/seeded.ts';
import { until } from '#support/until.ts';

/** All of them in CI; a part of them, spread over the same kinds, on every `npm test`. */
const points = Number(process.env['ASSAY_KILLS'] ?? '12');
const atOnce = 4;
const rows = 500;
const concurrency = 16;

/** Of 500 rows 48 meet a fault: a 500, a 429, a stream that is cut, and one row that is refused for good. */
const faults: readonly MockRule[] = Array.from({ length: rows }, (_, row) => row).flatMap(
  (row): readonly MockRule[] => {
    const when = { marker: `row-${row}` };
    const failing = (status: number, error: object, headers = {}): MockRule => ({
      when,
      times: 1,
      do: { status, headers, body: { error } },
    });
    if (row === 250) {
      const { times: _once, ...refused } = failing(400, { type: 'invalid_request_error' });
      return [refused];
    }
    if (row % 200 === 100) {
      return [failing(429, { type: 'rate_limit_error' }, { 'retry-after': '0.2' })];
    }
    if (row % 20 === 3) return [failing(500, { type: 'server_error' })];
    if (row % 25 === 7) {
      return [
        { when, times: 1, do: { fault: { kind: 'end-early', after: 2 } } } satisfies MockRule,
      ];
    }
    return [];
  },
);

const script: MockScript = {
  rules: faults,
  otherwise: {
    latencyMs: 1,
    reply: { answer: (prompt) => (/row-\d*7\]/.test(prompt) ? 'no' : 'yes') },
  },
};

const start = ['run', '--cache', 'off', '--concurrency', String(concurrency)];

describe('a run that is killed', () => {
  let whole: { requests: number; results: readonly object[]; summary: object };

  before(async () => {
    await using place = await makePlace();
    const { code } = await place.project.run(...start);
    assert.equal(code, 1);
    const id = await onlyRun(place.project);
    const results = await resultSet(place.project, id);
    assert.equal(results.length, rows);
    whole = {
      requests: place.mock.log().count,
      results,
      summary: await summaryOf(place.project, id),
    };
    assert.equal(whole.requests, rows + faults.length - 1);
  });

  it(`is taken up again at any of ${points} points and gives what it would have given, and pays only for what was in flight`, async function test() {
    this.timeout(20_000 + points * 10_000);
    const plans = Array.from({ length: points }, (_, place) => planOf(place));
    const workers = Array.from({ length: atOnce }, async () => {
      for (let plan = plans.pop(); plan !== undefined; plan = plans.pop()) {
        await killAndResume(plan, whole).catch((error: unknown) => {
          throw new Error(`point ${JSON.stringify(plan)}`, { cause: error });
        });
      }
    });
    await Promise.all(workers);
  });
});

/** Where to kill: after so many requests at the provider, lines of results, or bytes of the journal. */
interface KillPoint {
  readonly after: 'request' | 'result' | 'journal';
  readonly count: number;
}

interface Plan {
  readonly place: number;
  /** The first start, and in some plans the two that take it up again. */
  readonly kills: readonly KillPoint[];
  /** Bytes that a power cut takes from the journal's end after the first kill. */
  readonly cut: number;
}

function planOf(place: number): Plan {
  const random = seeded(place + 1);
  const kinds = ['request', 'result', 'journal'] as const;
  const pointIn = (size: number): KillPoint => {
    const after = kinds[(place + Math.floor(random() * 3)) % 3] ?? 'request';
    const most = { request: size, result: size, journal: size * 500 }[after];
    return { after, count: 1 + Math.floor(random() * most) };
  };
  const again = place % 4 === 3 ? [pointIn(100), pointIn(80)] : [];
  const cut = place % 3 === 1 ? 1 + Math.floor(random() * 120) : 0;
  return { place, kills: [pointIn(again.length > 0 ? 250 : 480), ...again], cut };
}

async function killAndResume(
  { kills, cut }: Plan,
  whole: { requests: number; results: readonly object[]; summary: object },
): Promise<void> {
  await using place = await makePlace();
  const { project, mock } = place;
  let allowed = whole.requests;
  for (const [nth, point] of kills.entries()) {
    const args = nth === 0 ? start : ['run', '--resume', await onlyRun(project)];
    await using running = project.start(...args, '--format', 'jsonl');
    await place.kill(running, point);
    const { code } = await running.ended;
    assert.equal(code, null, 'it was still at work');
    const path = journalPath(project, await onlyRun(project));
    if (nth === 0 && cut > 0) await cutTail(path, cut);
    const { entries, torn } = await readJournalText(path);
    allowed += openRequests(entries) + (torn ? 1 : 0);
  }
  const id = await onlyRun(project);
  const { code, stderr } = await project.run('run', '--resume', id);
  assert.equal(code, 1, stderr);
  assert.ok(
    mock.log().count <= allowed,
    `${mock.log().count} requests, ${allowed} allowed, ${whole.requests} in a whole run`,
  );
  const { entries, torn } = await readJournalText(journalPath(project, id));
  assert.equal(torn, false);
  assert.equal(entries.filter((entry) => entry.kind === 'resumed').length, kills.length);
  assert.deepEqual(await resultSet(project, id), whole.results);
  assert.deepEqual(await summaryOf(project, id), whole.summary);
  const left = await readdir(join(project.cwd, '.assay/runs', id));
  assert.deepEqual(left.toSorted(), [
    'cases.jsonl',
    'journal.jsonl',
    'manifest.json',
    'summary.json',
  ]);
}

interface Place extends AsyncDisposable {
  readonly project: CliProject;
  readonly mock: MockProvider;
  kill(running: RunningCli, point: KillPoint): Promise<void>;
}

async function makePlace(): Promise<Place> {
  let hear: (() => void) | undefined;
  const mock = await startMockProvider({ script, hear: () => hear?.() });
  const project = await makeCliProject({
    baseUrl: mock.baseUrl,
    files: { 'asked.prompt.yml': promptOver(rows) },
  });
  return {
    project,
    mock,
    async kill(running, { after, count }) {
      const kill = (): void => {
        running.child.kill('SIGKILL');
      };
      if (after === 'request') {
        const before = mock.log().count;
        hear = () => {
          if (mock.log().count - before >= count) kill();
        };
      } else if (after === 'result') {
        await running.said('stdout', new RegExp(String.raw`^(?:.*\n){${count}}`));
        kill();
      } else {
        const before = await journalBytes(project);
        await until(async () => (await journalBytes(project)) - before >= count);
        kill();
      }
      await running.ended;
      hear = undefined;
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await mock[Symbol.asyncDispose]();
    },
  };
}

async function journalBytes(project: CliProject): Promise<number> {
  const [id] = await project.runs();
  if (id === undefined) return 0;
  const found = await stat(journalPath(project, id)).catch(() => undefined);
  return found?.size ?? 0;
}

async function onlyRun(project: CliProject): Promise<string> {
  const runs = await project.runs();
  assert.equal(runs.length, 1);
  return runs[0]!;
}
