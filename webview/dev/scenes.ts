import type { Route } from '#protocol/panel.ts';
import { chance } from './chance.ts';
import { FakeRun, type Maker } from './fakeRun.ts';
import { hostileReplies } from './hostileReplies.ts';

/** What is made up: the runs, newest last, where the page begins, and what goes wrong. */
export interface Scene {
  readonly runs: readonly FakeRun[];
  readonly route: Route;
  /** Everything that is asked fails. */
  readonly isFailing?: boolean;
  /** A run that goes on while one looks: rows a second. */
  readonly advance?: () => void;
}

const makers: readonly Maker[] = [
  { variant: 'base', model: 'openai/gpt-5-mini', skill: 0.78, usd: 0.000_21, ms: 640 },
  { variant: 'base', model: 'anthropic/claude-haiku-4-5', skill: 0.84, usd: 0.000_64, ms: 820 },
  { variant: 'with-reasons', model: 'openai/gpt-5-mini', skill: 0.86, usd: 0.000_47, ms: 1380 },
  {
    variant: 'with-reasons',
    model: 'anthropic/claude-haiku-4-5',
    skill: 0.9,
    usd: 0.001_3,
    ms: 1710,
  },
];

const firstDay = Date.UTC(2026, 9, 1, 8, 30);
const day = 86_400_000;

function pastRun(number: number): FakeRun {
  const at = new Date(
    firstDay + number * 2 * day + Math.floor(chance('at', number) * 8 * 3_600_000),
  );
  const growth = Math.min(0.12, number * 0.008) - (number >= 21 ? 0.16 : 0);
  return new FakeRun({
    id: `01K9RUN${String(number).padStart(4, '0')}`,
    startedAt: at.toISOString(),
    endedAt: new Date(at.getTime() + 184_000).toISOString(),
    state: number === 12 ? 'budget-reached' : 'complete',
    commit: Math.floor(chance('commit', Math.floor(number / 2)) * 0xfffffff)
      .toString(16)
      .padStart(7, '0'),
    cases: 60,
    repeats: 1,
    makers: makers.slice(0, 2).map((one) => ({ ...one, skill: one.skill - 0.12 + growth })),
    promptVersion: Math.floor((number + 3) / 6),
    hasBaseline: number > 3,
  });
}

const past = Array.from({ length: 24 }, (_, number) => pastRun(number));

const usual = new FakeRun({
  id: '01K9RUN0042',
  startedAt: '2026-11-18T14:02:11.000Z',
  endedAt: '2026-11-18T14:06:03.000Z',
  state: 'complete',
  commit: '3a65c0e',
  cases: 120,
  repeats: 3,
  makers,
  promptVersion: 5,
  hasBaseline: true,
});

const large = new FakeRun({ ...usual.plan, id: '01K9LARGE01', cases: 25_000, repeats: 1 });

function liveScene(): Scene {
  let finished = 37;
  const run = new FakeRun({
    ...usual.plan,
    id: '01K9LIVE001',
    state: 'running',
    finished: () => finished,
  });
  return {
    runs: [...past, run],
    route: { page: 'run', run: run.plan.id, prompt: 0 },
    advance: () => {
      finished += 7;
    },
  };
}

function hostileScene(): Scene {
  const run = new FakeRun({
    ...usual.plan,
    id: '01K9HOSTILE',
    cases: hostileReplies.length,
    repeats: 1,
    makers: makers.slice(0, 1),
    isHostile: true,
  });
  return { runs: [run], route: { page: 'run', run: run.plan.id, prompt: 0 } };
}

export const scenes: Readonly<Record<string, () => Scene>> = {
  usual: () => ({ runs: [...past, usual], route: { page: 'run', run: usual.plan.id, prompt: 0 } }),
  large: () => ({ runs: [usual, large], route: { page: 'run', run: large.plan.id, prompt: 0 } }),
  years: () => ({
    runs: Array.from({ length: 450 }, (_, number) => pastRun(number)),
    route: { page: 'history' },
  }),
  live: liveScene,
  empty: () => ({ runs: [], route: { page: 'history' } }),
  damaged: () => {
    const run = new FakeRun({ ...usual.plan, id: '01K9DAMAGED', state: 'damaged', cases: 12 });
    return { runs: [run], route: { page: 'run', run: run.plan.id, prompt: 0 } };
  },
  failing: () => ({
    runs: [usual],
    route: { page: 'run', run: usual.plan.id, prompt: 0 },
    isFailing: true,
  }),
  hostile: hostileScene,
};
