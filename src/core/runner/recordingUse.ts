import type { EvalCase } from '#protocol/case.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Model, ModelRequest } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import { loadRecordings, type Recording, type Recordings } from '../models/layers/recordings.ts';
import { openModelRun } from '../models/layers/stack.ts';
import { casesOf } from '../project/casesOf.ts';
import { tiersOf } from '../project/tiers.ts';
import { compileConversation, type Conversation } from '../prompts/conversation.ts';
import { readLabels } from '../store/labels.ts';
import { recordingsPath } from './access.ts';
import type { ChosenCandidate } from './choose.ts';
import { makeDraft, type Draft } from './draft.ts';
import { FoundProblems } from './foundProblems.ts';
import { JudgeMeter } from './judgeMeter.ts';
import { metricTools } from './metricTools.ts';
import { evidenceOf, startScoring } from './scoring.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';

/** What one prompt has of recordings, over all its cases, candidates and repetitions. */
export interface PromptRecordings {
  readonly file: string;
  /** Replies that are there, those of judges too. */
  readonly recorded: number;
  /** Replies that are not there; `stale` of them were, for what the prompt, the case or the model was before. */
  readonly missing: number;
  readonly stale: number;
  /** UTF-8, in the file. */
  readonly bytes: number;
  /** ISO times. Absent: nothing is recorded. */
  readonly oldest?: string;
  readonly newest?: string;
}

/** How the recordings of a project are used. */
export interface RecordingUse {
  readonly problems: readonly Problem[];
  readonly prompts: readonly PromptRecordings[];
  /** What no case needs any more, by its key. */
  readonly unneeded: readonly Recording[];
  readonly store?: Recordings;
}

/**
 * Answers every request that the project could send from recordings, asks nobody and writes nothing. Tiers with models or
 * repetitions of their own count too.
 */
export async function recordingUse(setup: EngineSetup, signal: AbortSignal): Promise<RecordingUse> {
  return withScorers(setup, 'check', async (scorers) => {
    const found = new FoundProblems();
    const request = { files: [], models: [], variants: [], cases: [], tags: [] };
    const asked = { ...request, recordings: 'replay' as const };
    const draft = await makeDraft(setup, asked, scorers, found, signal);
    const { value: store, problems } = await loadRecordings({
      files: setup.ports.files,
      path: recordingsPath(setup.root),
      keep: draft.options.keep,
      // Nothing is put into it.
      knownKeys: () => [],
    });
    found.add(problems);
    if (store === undefined || hasErrors(found.all)) {
      return { problems: found.all, prompts: [], unneeded: [] };
    }
    const uses: (readonly Use[])[] = [];
    for (const one of await requestsOf(setup, draft, scorers, found, signal)) {
      uses.push(await useOf(setup, one, store, signal));
    }
    const byFile = Map.groupBy(uses.flat(), ({ file }) => file);
    const used = new Set(uses.flatMap((some) => some.flatMap(({ keys }) => [...keys])));
    const spared = await judgesWithLabels(setup, draft);
    const unneeded = store.all.filter(
      ({ key, prompt = '' }) => !used.has(key) && !spared.has(prompt),
    );
    const prompts = [...byFile].map(([file, some]) => tell(file, some, store, unneeded));
    return { problems: found.all, prompts, unneeded, store };
  });
}

/** The draft at hand, and one for each tier that asks other models, or asks more often. */
async function requestsOf(
  setup: EngineSetup,
  draft: Draft,
  scorers: Parameters<typeof makeDraft>[2],
  found: FoundProblems,
  signal: AbortSignal,
): Promise<readonly Draft[]> {
  const drafts = [draft];
  for (const { models = [], repeats } of tiersOf(draft.project.suite)) {
    if (models.length === 0 && repeats === undefined) continue;
    const request = {
      ...draft.request,
      models,
      ...(repeats === undefined ? {} : { repeats }),
    };
    drafts.push(await makeDraft(setup, request, scorers, found, signal));
  }
  return drafts;
}

interface Use {
  readonly file: string;
  readonly keys: ReadonlySet<string>;
  /** What is not there, as far as it can be told from the outside. */
  readonly missing: { readonly caseId: string; readonly model: string }[];
}

async function useOf(
  setup: EngineSetup,
  { chosen, options, judging }: Draft,
  store: Recordings,
  signal: AbortSignal,
): Promise<readonly Use[]> {
  const { ports, root } = setup;
  const run = openModelRun({ ports, recordings: { store, mode: 'replay' } });
  const judges = new Map(
    judging.judges.map(({ id, entry }) => [id, run.open(entry, undefined, 'judges')]),
  );
  const uses: Use[] = [];
  for (const [place, { loaded, prompt, candidates, repeats }] of chosen.entries()) {
    const missing: Use['missing'] = [];
    const evaluators = (judging.evaluators[place] ?? []).filter(
      (evaluator) => evaluator.judges.length + evaluator.embedders.length > 0,
    );
    const parts = candidates.map((candidate) => ({
      candidate,
      conversation: compileConversation(candidate.variant),
      model: run.open(candidate.entry, undefined, 'trials'),
    }));
    const desk = { files: ports.files, root };
    for await (const { cases } of casesOf(desk, loaded, prompt, () => {}, signal)) {
      for (const testCase of cases) {
        for (const part of parts) {
          for (let repeat = 0; repeat < repeats; repeat += 1) {
            const trial = { ...part, testCase, repeat, evaluators, judges, options, signal };
            await replay(trial, missing);
          }
        }
      }
    }
    uses.push({ file: loaded.file, keys: store.takeUsed(), missing });
  }
  run.close();
  return uses;
}

interface ReplayedTrial {
  readonly candidate: ChosenCandidate;
  readonly conversation: Conversation;
  readonly model: Model;
  readonly testCase: EvalCase;
  readonly repeat: number;
  readonly evaluators: Draft['judging']['evaluators'][number];
  readonly judges: ReadonlyMap<string, Model>;
  readonly options: Draft['options'];
  readonly signal: AbortSignal;
}

async function replay(trial: ReplayedTrial, missing: Use['missing']): Promise<void> {
  const { candidate, conversation, model, testCase, repeat, signal, judges, options } = trial;
  const { messages, fault } = conversation.render(testCase.values);
  if (fault !== undefined) return;
  const { parameters, responseFormat } = candidate.variant;
  const request: ModelRequest = {
    messages,
    parameters,
    ...(responseFormat === undefined ? {} : { responseFormat }),
    repeat,
  };
  const call = { signal, tell: () => {} };
  const note = (error: unknown, id: string): undefined => {
    if (!(error instanceof ModelError)) throw error;
    signal.throwIfAborted();
    missing.push({ caseId: testCase.id, model: id });
    return undefined;
  };
  const reply = await model
    .reply(request, call)
    .catch((error: unknown) => note(error, candidate.entry.id));
  if (reply === undefined || trial.evaluators.length === 0) return;
  const scoring = startScoring(trial.evaluators, evidenceOf(testCase, messages, reply), () =>
    metricTools({
      judges,
      defaults: options,
      meter: new JudgeMeter(),
      repeat,
      call,
      heard: () => {},
      broke: () => {},
      unanswered: (error) => note(error, ''),
    }),
  );
  await scoring.all;
}

/** Names of judges that people have labelled for: what they said of labelled replies is needed to calibrate them. */
async function judgesWithLabels(
  { ports, root }: EngineSetup,
  { chosen, judging }: Draft,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const [place, { loaded }] of chosen.entries()) {
    const { value = [] } = await readLabels(ports.files, root, loaded.file);
    if (value.length === 0) continue;
    for (const { name, judges } of judging.evaluators[place] ?? []) {
      if (judges.length > 0) names.add(name);
    }
  }
  return names;
}

function tell(
  file: string,
  uses: readonly Use[],
  store: Recordings,
  unneeded: readonly Recording[],
): PromptRecordings {
  const keys = new Set(uses.flatMap((use) => [...use.keys]));
  const missing = uses.flatMap((use) => use.missing);
  const old = new Set(unneeded.map(({ case: caseId, model }) => JSON.stringify([caseId, model])));
  const stale = missing.filter(({ caseId, model }) => old.has(JSON.stringify([caseId, model])));
  const times: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    const found = store.get(key);
    if (found === undefined) continue;
    times.push(found.recordedAt);
    bytes += Buffer.byteLength(JSON.stringify(found)) + 1;
  }
  times.sort();
  const [oldest] = times;
  const newest = times.at(-1);
  return {
    file,
    recorded: keys.size,
    missing: missing.length,
    stale: stale.length,
    bytes,
    ...(oldest === undefined ? {} : { oldest }),
    ...(newest === undefined ? {} : { newest }),
  };
}
