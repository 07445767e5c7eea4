import { basename } from 'node:path';
import type { JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { RunOptions } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { readCases } from '../datasets/loadCases.ts';
import type { Scored, ScoreRequest } from '../engine.ts';
import { loadProject } from '../project/loadProject.ts';
import { projectPath } from '../project/projectPath.ts';
import { formatOf } from '../formats/builtin.ts';
import { givenReplyColumn } from '../prompts/givenReply.ts';
import type { Evaluator, Prompt } from '../prompts/prompt.ts';
import { findAccess, openModels } from './access.ts';
import { JudgeMeter } from './judgeMeter.ts';
import { defaultsOf, prepareJudging } from './judging.ts';
import { metricTools } from './metricTools.ts';
import { replied } from './oneTrial.ts';
import { evidenceOf, startScoring } from './scoring.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';
import { CandidateTally } from './tally.ts';

/** The column that holds the replies. */
const replyColumn = 'output';

const options: RunOptions = {
  cache: 'on',
  recordings: 'off',
  keep: 'hash',
  allowUnpriced: [],
  cases: [],
  tags: [],
};

/** Scores replies that exist already. Only judges ask a model; nothing is stored. */
export async function scoreFile(
  setup: EngineSetup,
  request: ScoreRequest,
  hear: (result: TrialResult) => void,
  signal: AbortSignal,
): Promise<Scored> {
  return withScorers(setup, 'run', async (scorers) => {
    const giveUp = (): void => void scorers.close();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await score(setup, request, hear, scorers, signal);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  });
}

async function score(
  setup: EngineSetup,
  request: ScoreRequest,
  hear: (result: TrialResult) => void,
  scorers: ScorerHost,
  signal: AbortSignal,
): Promise<Scored> {
  const { files, clock } = setup.ports;
  const isPrompt = formatOf(request.file) !== undefined;
  const wanted = request.prompt ?? (isPrompt ? request.file : undefined);
  const project = await loadProject(files, setup.root, wanted === undefined ? [] : [wanted]);
  const problems: Problem[] = [];
  const source = wanted === undefined ? undefined : project.prompts[0];
  if (wanted !== undefined) problems.push(...project.problems);
  const evaluators = [
    ...(source?.prompt?.evaluators ?? []),
    ...request.metrics.flatMap((metric) => evaluatorOf(metric, problems) ?? []),
  ];
  if (evaluators.length === 0) problems.push(nothingToScore);
  const file = source?.file ?? projectPath(setup.root, request.file);
  const prompt: Pick<Prompt, 'evaluators'> = { evaluators };
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const defaults = defaultsOf(project.suite);
  const judging = await prepareJudging(
    project.catalogue,
    [{ file, prompt }],
    defaults,
    today,
    scorers,
  );
  problems.push(...judging.problems);
  const entries = judging.judges.map(({ entry }) => entry);
  const { access, problems: missing } = await findAccess(setup, entries, options);
  problems.push(...missing);
  if (hasErrors(problems)) return { problems };
  const models = await openModels(setup, access, options, 0);
  const judges = new Map(
    judging.judges.map(({ id, entry }) => [
      id,
      models.run.open(entry, models.accessOf(entry), 'judges'),
    ]),
  );
  const prepared = judging.evaluators[0] ?? [];
  const tally = new CandidateTally(prepared, 1);
  let trial = 0;
  const reference = {
    file: basename(request.file),
    map: request.map ?? {},
    range: fileStart,
  };
  const tell = (problem: Problem): void => void problems.push(problem);
  const batches = isPrompt
    ? [givenIn(source?.prompt)]
    : readCases(files, setup.root, request.file, reference, tell);
  try {
    for await (const batch of batches) {
      signal.throwIfAborted();
      for (const testCase of batch) {
        const reply = testCase.values[isPrompt ? givenReplyColumn : replyColumn];
        if (reply === undefined) {
          tell(withoutReply(testCase));
          continue;
        }
        const ref = { trial, candidate: 0, caseId: testCase.id, repeat: 0 };
        const given = asReply(reply, testCase);
        const meter = new JudgeMeter();
        const tools = metricTools({
          judges,
          defaults,
          meter,
          repeat: 0,
          call: { signal, tell: () => {} },
          heard: () => {},
          broke: () => {},
        });
        const scoring = startScoring(prepared, evidenceOf(testCase, [], given), () => tools);
        const scores = scoring.all === undefined ? scoring.ready : await scoring.all;
        const result = replied(ref, given, scores, {
          attempts: 0,
          costUsd: 0,
          judging: meter.uses.judging,
        });
        trial += 1;
        tally.add(result);
        hear(result);
      }
    }
  } finally {
    await models.finish();
  }
  if (trial === 0) tell(noReplies(projectPath(setup.root, request.file)));
  return { problems, summary: tally.summary(0, trial, { state: 'cancelled' }) };
}

/** The cases of a prompt that say themselves what was answered. */
function givenIn(prompt: Prompt | undefined): readonly EvalCase[] {
  return (prompt?.cases ?? []).filter(({ values }) => Object.hasOwn(values, givenReplyColumn));
}

function asReply(reply: JsonValue, { values }: EvalCase): ModelReply {
  const latencyMs = numberOf(values['latencyMs']);
  const costUsd = numberOf(values['costUsd']);
  return {
    text: typeof reply === 'string' ? reply : JSON.stringify(reply),
    ending: 'stop',
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function evaluatorOf(
  { kind, settings }: ScoreRequest['metrics'][number],
  problems: Problem[],
): Evaluator | undefined {
  try {
    const value: unknown = settings === undefined ? {} : JSON.parse(settings);
    return { name: kind, uses: kind, with: value, range: fileStart };
  } catch {
    problems.push({
      code: 'metric-settings',
      severity: 'error',
      file: '--metric',
      range: fileStart,
      message: `The settings of ${kind} are not JSON.`,
      next: `Write them as --metric '${kind}={"ignoreCase":true}'.`,
    });
    return undefined;
  }
}

const nothingToScore: Problem = {
  code: 'nothing-asserted',
  severity: 'error',
  file: '--metric',
  range: fileStart,
  message: 'There is nothing to score the replies with.',
  next: 'Name a prompt file with evaluators (--prompt), or metrics (--metric exact-match).',
};

function withoutReply({ source, id }: EvalCase): Problem {
  const at = { line: source.line, column: 1 };
  return {
    code: 'reply-missing',
    severity: 'error',
    file: source.file,
    range: { start: at, end: at },
    message: `The row "${id}" has no column "${replyColumn}".`,
    next: `Name the column that holds the reply with --map ${replyColumn}=<column>.`,
  };
}

function noReplies(file: string): Problem {
  return {
    code: 'no-cases',
    severity: 'error',
    file,
    range: fileStart,
    message: 'There is no reply to score.',
    next: `Add rows with a column "${replyColumn}".`,
  };
}
