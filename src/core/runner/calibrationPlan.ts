import type { EvalCase } from '#protocol/case.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import type { RunOptions } from '#protocol/run.ts';
import { labelledReplies, labelsHash, type LabelledReply } from '../calibration/labelledReplies.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { didYouMean } from '../documents/nearest.ts';
import type { CalibrationPlanned, CalibrationRequest } from '../engine.ts';
import { metricOf } from '../metrics/builtin.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import type { ProviderAccess } from '../models/layers/stack.ts';
import { loadProject, type LoadedPrompt } from '../project/loadProject.ts';
import type { Evaluator, Prompt } from '../prompts/prompt.ts';
import { compileConversation, type Conversation } from '../prompts/conversation.ts';
import { readLabels } from '../store/labels.ts';
import { findAccess } from './access.ts';
import { budgetProblems } from './budgetCheck.ts';
import { collectCases } from './collect.ts';
import { FoundProblems } from './foundProblems.ts';
import { entriesOf } from './judgeStates.ts';
import { prepareJudging, type JudgeCalls, type Judging } from './judging.ts';
import { optionsOf } from './draft.ts';
import { estimate, type JudgeLoad } from './preflight.ts';
import type { EngineSetup } from './setup.ts';

/** One judge with the labelled replies that it is to be asked about. */
export interface ReadyJudge {
  readonly written: Evaluator;
  readonly prepared: PreparedEvaluator;
  /** Those whose case is there. */
  readonly replies: readonly LabelledReply[];
  /** Of all its labels. */
  readonly labelsSha256: string;
}

/** A calibration that can start: everything is checked, nothing is asked. */
export interface ReadyCalibration {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  /** Of the prompt as written: what the judge sees of the conversation. */
  readonly conversation: Conversation;
  readonly judges: readonly ReadyJudge[];
  /** The cases of the labelled replies. */
  readonly cases: ReadonlyMap<string, EvalCase>;
  readonly models: Judging['judges'];
  readonly access: ReadonlyMap<string, ProviderAccess>;
  readonly options: RunOptions;
  readonly minAgreement: number;
}

const usualMinAgreement = 0.6;

/** Reads and checks everything and counts what the judges will be asked; writes nothing, asks nothing. */
export async function planCalibration(
  setup: EngineSetup,
  request: CalibrationRequest,
  signal: AbortSignal,
): Promise<CalibrationPlanned> {
  const { files, clock } = setup.ports;
  const found = new FoundProblems();
  const project = await loadProject(files, setup.root, [request.prompt]);
  found.add(project.problems);
  const [loaded] = project.prompts;
  if (loaded?.prompt === undefined) return { problems: found.all };
  const { file, prompt } = loaded;
  const written = wantedJudges(loaded.file, prompt, request.evaluator, found);
  const reading = await readLabels(files, setup.root, file);
  found.add(reading.problems);
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const options = optionsOf({ ...everything, ...request }, project);
  const judging = await prepareJudging(
    project.catalogue,
    [{ file, prompt: { evaluators: written } }],
    options,
    today,
  );
  found.add(judging.problems);
  const isOnly = prompt.evaluators.length === 1;
  const labelled = new Map(
    written.map(({ name }) => [name, labelledReplies(reading.value ?? [], name, isOnly)]),
  );
  const cases = await casesOf(setup, loaded, prompt, [...labelled.values()].flat(), found, signal);
  const judges = (judging.evaluators[0] ?? []).flatMap((prepared): readonly ReadyJudge[] => {
    const evaluator = written.find(({ name }) => name === prepared.name);
    const all = labelled.get(prepared.name) ?? [];
    const replies = all.filter(({ caseId }) => cases.has(caseId));
    if (evaluator === undefined) return [];
    if (replies.length > 0) {
      return [{ written: evaluator, prepared, replies, labelsSha256: labelsHash(all) }];
    }
    found.add([withoutLabels(file, evaluator, request.evaluator === undefined)]);
    return [];
  });
  if (judges.length === 0 && !hasErrors(found.all)) found.add([nothingToDo(file)]);
  const counted = estimate(
    cases.size,
    [],
    judges.flatMap((one) => loadsOf(one, judging.callsOf(0))),
  );
  found.add(budgetProblems(counted, options));
  const entries = judges.flatMap(({ prepared }) => entriesOf(prepared, judging.judges));
  const { access, problems } = await findAccess(setup, entries, options);
  found.add(problems);
  if (hasErrors(found.all)) return { problems: found.all, preflight: counted };
  const ready: ReadyCalibration = {
    prompt: file,
    conversation: compileConversation(prompt.variants[0] ?? { messages: [] }),
    judges,
    cases,
    models: judging.judges,
    access,
    options,
    minAgreement: request.minAgreement ?? usualMinAgreement,
  };
  return { problems: found.all, preflight: counted, ready };
}

const everything = { files: [], models: [], variants: [], cases: [], tags: [] };

/** The evaluators that ask a judge; the one that is named, where one is. */
export function judgesOf({ evaluators }: Pick<Prompt, 'evaluators'>): readonly Evaluator[] {
  return evaluators.filter(({ uses }) => metricOf(uses)?.judges !== undefined);
}

function wantedJudges(
  file: string,
  prompt: Prompt,
  wanted: string | undefined,
  found: FoundProblems,
): readonly Evaluator[] {
  const judges = judgesOf(prompt);
  const names = judges.map(({ name }) => name);
  const chosen = judges.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0) return chosen;
  const message =
    wanted === undefined
      ? 'The prompt has no evaluator that asks a judge.'
      : `The prompt has no judge ${quoteFound(wanted)}.`;
  const next = `${wanted === undefined ? '' : didYouMean(wanted, names)}Name a prompt and an evaluator that asks a judge.`;
  const allowed = names.length === 0 ? undefined : names.join(', ');
  found.add([errorAt(file, fileStart, 'judge-unknown', message, next, allowed)]);
  return [];
}

/** Labels whose case is not there any more cannot be asked about; how many is told once. */
async function casesOf(
  setup: EngineSetup,
  loaded: LoadedPrompt,
  prompt: Prompt,
  replies: readonly LabelledReply[],
  found: FoundProblems,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, EvalCase>> {
  const wanted = new Set(replies.map(({ caseId }) => caseId));
  const cases = new Map<string, EvalCase>();
  await collectCases(
    { files: setup.ports.files, root: setup.root },
    0,
    { loaded, prompt, repeats: 1, candidates: [] },
    { cases: [], tags: [] },
    {
      case: ({ testCase }) => {
        if (wanted.has(testCase.id)) cases.set(testCase.id, testCase);
      },
      problem: (problem) => found.add([problem]),
    },
    signal,
  );
  const gone = replies.filter(({ caseId }) => !cases.has(caseId));
  if (gone.length > 0) found.add([withoutCase(loaded.file, gone)]);
  return cases;
}

function loadsOf(
  { prepared, replies }: ReadyJudge,
  asked: readonly JudgeCalls[],
): readonly JudgeLoad[] {
  const count = replies.length;
  const texts = replies.reduce((sum, { reply }) => sum + reply.length, 0);
  return asked
    .filter(({ evaluator }) => evaluator === prepared.name)
    .map(({ entry, calls, characters }) => ({
      entry,
      calls: { low: count * calls.low, expected: count * calls.expected, high: count * calls.high },
      characters: characters + texts / Math.max(1, count),
    }));
}

function withoutCase(file: string, gone: readonly LabelledReply[]): Problem {
  const first = quoteFound(gone[0]?.caseId ?? '');
  return warningAt(
    file,
    fileStart,
    'label-without-case',
    `${gone.length} labelled ${gone.length === 1 ? 'reply is' : 'replies are'} of cases that the prompt does not have, the first of ${first}; the judge cannot be asked about them.`,
    'Restore the cases, or label replies of those that are there.',
  );
}

function withoutLabels(file: string, { name, range }: Evaluator, isOneOfMany: boolean): Problem {
  const tell = isOneOfMany ? warningAt : errorAt;
  return tell(
    file,
    range,
    'judge-without-labels',
    `Nobody has labelled a reply for the judge ${quoteFound(name)}.`,
    `Label some: assay label last --evaluator ${JSON.stringify(name)}`,
  );
}

function nothingToDo(file: string): Problem {
  return errorAt(
    file,
    fileStart,
    'no-labels',
    'No judge of this prompt can be calibrated: there are no labels.',
    'Label replies of a run with "assay label", or bring labels along with "assay label import".',
  );
}
