import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Baselines, Engine, History } from '#core/engine.ts';
import { openBaselines } from '#core/runner/baselines.ts';
import { compareRuns } from '#core/runner/compareRuns.ts';
import { openHistory } from '#core/runner/history.ts';
import type { SaidOfReply } from '#core/views/personLabels.ts';
import { ProjectViews, type ViewNeeds } from '#core/views/projectViews.ts';
import { Texts } from '#core/views/texts.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Catalogue } from '#protocol/catalogue.ts';
import type { CandidateSummary, RunManifest, RunSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { entriesOf, writeRun } from './madeRun.ts';
import { scored } from './results.ts';
import { candidateSummary, runManifest, runSummary } from './summaries.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export const promptFile = 'prompts/triage.prompt.yml';

export const promptCopy = `name: triage
model: mock/small
messages:
  - { role: system, content: Sort the ticket. }
  - { role: user, content: "{{ticket}}" }
variants:
  - { name: warm, modelParameters: { temperature: 0.8 } }
evaluators:
  - { name: right, uses: exact-match }
  - { name: words, uses: word-count }
`;

/** Four tickets, the third tagged `smoke`. */
export const tickets: readonly EvalCase[] = ['refund', 'crash', 'login', 'price'].map(
  (id, index) => ({
    id,
    values: { ticket: `A ticket about ${id}.`, expected: 'billing' },
    expected: 'billing',
    tags: index === 2 ? ['smoke'] : [],
    source: { file: promptFile, line: 10 + index },
  }),
);

/** Of `triage` on these models, in the order of the plan. */
export function manifestOf(change: Partial<RunManifest> = {}): RunManifest {
  const base = runManifest(change);
  const [copy] = base.prompts;
  if (copy === undefined || change.prompts !== undefined) return base;
  const candidates = change.candidates ?? [
    { prompt: 0, variant: 'base', model: 'mock/small' },
    { prompt: 0, variant: 'base', model: 'mock/large' },
  ];
  return {
    ...base,
    candidates,
    prompts: [{ ...copy, file: promptFile, text: promptCopy, cases: tickets.length }],
    trials: tickets.length * candidates.length,
  };
}

/** A result for every trial; `p` passes, `f` fails, `e` is an error, `-` never ended. In the order of the plan. */
export function resultsOf(manifest: RunManifest, outcomes: string): readonly TrialResult[] {
  const width = manifest.candidates.length;
  return Array.from(outcomes).flatMap((outcome, trial): readonly TrialResult[] => {
    if (outcome === '-') return [];
    const names = {
      trial,
      candidate: trial % width,
      caseId: tickets[Math.floor(trial / width)]?.id ?? '',
      repeat: 0,
      attempts: 1,
    };
    if (outcome === 'e') {
      const failure = { code: 'server', message: 'The service broke.' };
      return [{ ...names, state: 'error', failure, scores: [] }];
    }
    const pass = outcome === 'p';
    const reply = {
      text: pass ? 'billing' : `no idea ${trial}`,
      ending: 'stop',
      usage: { inputTokens: 10, outputTokens: 2 + trial },
      latencyMs: 100 * (trial + 1),
      costUsd: 0.001,
      source: 'live',
    } as const;
    const scores = [scored('right', pass ? 1 : 0, pass), scored('words', pass ? 1 : 3)];
    return [{ ...names, state: 'replied', reply, scores, pass, costUsd: 0.001 }];
  });
}

export interface ViewedProject extends AsyncDisposable {
  readonly root: string;
  readonly engine: Pick<Engine, 'root' | 'history' | 'baselines' | 'catalogue' | 'compare'>;
  readonly history: History;
  readonly baselines: Baselines;
  readonly views: ProjectViews;
  readonly live: Set<string>;
  said: readonly SaidOfReply[];
  write(
    manifest: RunManifest,
    results: readonly TrialResult[],
    summary?: RunSummary,
    cases?: readonly EvalCase[],
  ): Promise<void>;
}

/** A project that has nothing but stored runs. */
export async function viewedProject(change: Partial<ViewNeeds> = {}): Promise<ViewedProject> {
  const folder = await temporaryFolder();
  const files = nodeFiles(nodeClock);
  const root = folder.path;
  const history = openHistory(files, nodeClock, root);
  const baselines = openBaselines({ files, clock: nodeClock, root, history });
  const live = new Set<string>();
  const engine: Pick<Engine, 'root' | 'history' | 'baselines' | 'catalogue' | 'compare'> = {
    root,
    history,
    baselines,
    compare: (request, signal) => compareRuns({ history, baselines }, request, signal),
    catalogue: () => Promise.resolve({ catalogue, problems: [] }),
  };
  const views = new ProjectViews({
    engine,
    people: { of: () => Promise.resolve(project.said) },
    texts: new Texts(),
    isLive: (id) => live.has(id),
    isWritten: () => Promise.resolve(false),
    mayKeep: () => false,
    ...change,
  });
  const project: ViewedProject = {
    root,
    engine,
    history,
    baselines,
    views,
    live,
    said: [],
    async write(manifest, results, summary, cases = tickets) {
      const ended = summary === undefined ? {} : { summary };
      await writeRun(root, { manifest, cases: [cases], entries: entriesOf(results), ...ended });
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
  return project;
}

const catalogue: Catalogue = {
  file: 'assay.models.yml',
  models: [
    {
      id: 'mock/small',
      status: 'approved',
      provider: 'mock',
      name: 'small',
      price: { input: 1, output: 2 },
      suits: [{ useCase: 'classification', rating: 'recommended' }],
    },
    { id: 'mock/large', status: 'trial', provider: 'mock', name: 'large' },
    { id: 'mock/never', status: 'approved', provider: 'mock', name: 'never' },
  ],
};

/** The summary of a candidate that judged four cases. */
export function judgedOf(candidate: number, passed: number): CandidateSummary {
  const [right] = candidateSummary().evaluators;
  const states = { ...candidateSummary().states, replied: 4 };
  const interval = { low: 0.1, high: 0.9 };
  const counts = { scored: 4, judged: 4, passed, value: passed / 4 };
  const evaluators =
    right === undefined
      ? []
      : [
          { ...right, ...counts, name: 'right' },
          {
            ...right,
            name: 'words',
            kind: 'word-count',
            scored: 4,
            judged: 0,
            passed: 0,
            value: 2,
          },
        ];
  return candidateSummary({
    candidate,
    planned: 4,
    states,
    judged: 4,
    passed,
    passRate: passed / 4,
    interval,
    costUsd: 0.004,
    latency: { p50: 200 + candidate, p95: 400 },
    evaluators,
  });
}

export function summaryOf(id: string, ...passed: readonly number[]): RunSummary {
  const candidates = passed.map((count, candidate) => judgedOf(candidate, count));
  return runSummary({ id, candidates, spentUsd: 0.008 });
}
