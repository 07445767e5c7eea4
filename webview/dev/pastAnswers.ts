import { done, failed, type Outcome } from '#base/rpc.ts';
import type { HistoryView, PromptChange } from '#protocol/panelHistory.ts';
import type { Measured, ModelsView, ModelView, SwitchView } from '#protocol/panelModels.ts';
import { evaluators, promptFile, promptName, type FakeRun } from './fakeRun.ts';
import { candidateView, verdictLike, wilsonLike } from './figures.ts';
import { promptText } from './promptTexts.ts';

export function historyView(
  runs: readonly FakeRun[],
  { until, count }: { readonly until?: string | undefined; readonly count: number },
): HistoryView {
  const end =
    until === undefined ? runs.length : runs.findIndex(({ plan }) => plan.id === until) + 1;
  const shown = runs.slice(Math.max(0, end - count), end);
  const older = runs[end - count - 1]?.plan.id;
  const newer = runs[end + count - 1]?.plan.id;
  return {
    prompts: runs.length === 0 ? [] : [{ file: promptFile, name: promptName, runs: runs.length }],
    ...(runs.length > 0 && { file: promptFile }),
    evaluators,
    points: shown.map((run, place) => ({
      run: run.plan.id,
      prompt: 0,
      startedAt: run.plan.startedAt,
      state: run.plan.state,
      ...(run.plan.commit !== undefined && { commit: run.plan.commit }),
      isPromptChanged: place > 0 && shown[place - 1]?.plan.promptVersion !== run.plan.promptVersion,
      candidates: run.plan.makers.map((_, candidate) => {
        const view = candidateView(run, candidate);
        return {
          candidate,
          variant: view.variant,
          model: view.model,
          ...(view.passRate !== undefined && { passRate: view.passRate }),
          ...(view.interval !== undefined && { interval: view.interval }),
          ...(view.costUsd !== undefined && { costUsd: view.costUsd }),
          ...(view.latency !== undefined && { latencyMs: view.latency.p50 }),
          cases: run.plan.cases,
          metrics: view.metrics,
        };
      }),
    })),
    totalRuns: runs.length,
    newerRuns: runs.length - end,
    ...(older !== undefined && { older }),
    ...(newer !== undefined && { newer }),
    damaged: 0,
    foreign:
      runs.length === 0 || runs.length > 100 ? [] : foreignOf(shown[0]?.plan.startedAt ?? ''),
  };
}

/** Notebooks of colleagues, in the first weeks of what is shown. */
function foreignOf(from: string): HistoryView['foreign'] {
  const start = Date.parse(from) + 3 * 86_400_000;
  return [0.7, 0.78, 0.74].map((value, at) => ({
    id: `mlflow-${at}`,
    name: `notebook-${at + 1}`,
    experiment: 'triage-notebooks',
    server: 'https://mlflow.example.com',
    status: 'FINISHED',
    startedAt: new Date(start + at * 5 * 86_400_000).toISOString(),
    ...(at > 0 && { commit: 'c0ffee1' }),
    metrics: [
      { name: 'pass_rate', value },
      { name: 'accuracy', value: value + 0.05 },
    ],
  }));
}

export function promptChange(runs: readonly FakeRun[], id: string): Outcome<PromptChange> {
  const place = runs.findIndex((run) => run.plan.id === id);
  const run = runs[place];
  const previous = runs[place - 1];
  if (run === undefined || previous === undefined)
    return failed('no-run-before', 'There is no run before this one.');
  const before = promptText(previous.plan.promptVersion, 'base');
  const after = promptText(run.plan.promptVersion, 'base');
  return done({
    before: { start: before, length: before.length },
    after: { start: after, length: after.length },
    previousRun: previous.plan.id,
  });
}

interface Known {
  readonly id: string;
  readonly passRate?: number;
  readonly usd?: number;
  readonly ms?: number;
}

const known: readonly (Known &
  Pick<ModelView, 'status' | 'suits' | 'price' | 'retires' | 'replacement'>)[] = [
  {
    id: 'openai/gpt-5-mini',
    status: 'approved',
    price: { input: 0.25, cachedInput: 0.025, output: 2, asOf: '2026-11-01' },
    suits: [
      {
        useCase: 'classification',
        rating: 'recommended',
        why: 'cheap, and within 1 point of the best on our tickets',
      },
    ],
    passRate: 0.78,
    usd: 0.21,
    ms: 640,
  },
  {
    id: 'anthropic/claude-haiku-4-5',
    status: 'approved',
    price: { input: 1, output: 5, asOf: '2026-11-01' },
    suits: [
      { useCase: 'classification', rating: 'suitable' },
      { useCase: 'drafting replies', rating: 'recommended', why: 'the judges prefer its tone' },
    ],
    passRate: 0.86,
    usd: 0.64,
    ms: 820,
  },
  {
    id: 'openai/gpt-5',
    status: 'trial',
    price: { input: 1.25, output: 10, asOf: '2026-11-01' },
    suits: [],
    passRate: 0.91,
    usd: 2.4,
    ms: 2300,
  },
  {
    id: 'ollama/gemma-3-4b',
    status: 'approved',
    suits: [{ useCase: 'classification', rating: 'unsuitable', why: 'answers in sentences' }],
    passRate: 0.55,
    ms: 410,
  },
  {
    id: 'openai/gpt-4o-mini',
    status: 'deprecated',
    suits: [],
    retires: '2027-01-31',
    replacement: 'openai/gpt-5-mini',
  },
];

export function modelsView(runs: readonly FakeRun[]): ModelsView {
  const last = runs.at(-1)?.plan.id ?? '';
  return {
    models: known.map(({ passRate, usd, ms, ...model }) => {
      if (passRate === undefined || ms === undefined || runs.length === 0)
        return { ...model, prompts: [] };
      const measured: Measured = {
        cases: 120,
        passRate,
        interval: wilsonLike(passRate, 120),
        ...(usd !== undefined && { costUsd: usd }),
        latency: { p50: ms, p95: ms * 2.3 },
      };
      const candidate = model.id.startsWith('anthropic') ? 1 : 0;
      return {
        ...model,
        measured,
        prompts: [
          { ...measured, file: promptFile, name: promptName, run: last, prompt: 0, candidate },
        ],
      };
    }),
  };
}

export function switchView(runs: readonly FakeRun[], from: string, to: string): SwitchView {
  const before = known.find((one) => one.id === from);
  const after = known.find((one) => one.id === to);
  const last = runs.at(-1)?.plan.id;
  if (before?.passRate === undefined || after?.passRate === undefined || last === undefined) {
    return { prompts: [] };
  }
  const moved = Math.round((after.passRate - before.passRate) * 120);
  return {
    prompts: [
      {
        file: promptFile,
        name: promptName,
        verdict: verdictLike(before.passRate, after.passRate, 120),
        toFailed: 4,
        toPassed: Math.max(0, 4 + moved),
        ...(before.usd !== undefined && { costBefore: before.usd }),
        ...(after.usd !== undefined && { costAfter: after.usd }),
        latencyBefore: before.ms ?? 0,
        latencyAfter: after.ms ?? 0,
        sides: [
          { run: last, candidate: 0 },
          { run: last, candidate: 1 },
        ],
      },
    ],
  };
}
