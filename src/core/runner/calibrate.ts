import type { Calibration } from '#protocol/calibration.ts';
import { hasErrors, type Problem } from '#protocol/problem.ts';
import type { Score } from '#protocol/score.ts';
import {
  calibrationFigures,
  disagrees,
  type JudgedReply,
  type PassRule,
} from '../calibration/figures.ts';
import { judgeFingerprint } from '../calibration/fingerprint.ts';
import type { LabelledReply } from '../calibration/labelledReplies.ts';
import { judgeState } from '../calibration/state.ts';
import type { CalibrationReport, JudgeCalibration } from '../engine.ts';
import type { PreparedEvaluator } from '../metrics/metric.ts';
import { reaches } from '../metrics/threshold.ts';
import type { Model } from '../models/model.ts';
import type { ModelError } from '../models/modelError.ts';
import type { Conversation } from '../prompts/conversation.ts';
import { writeCalibration } from '../store/calibrations.ts';
import { openModels } from './access.ts';
import type { ReadyCalibration, ReadyJudge } from './calibrationPlan.ts';
import { JudgeMeter } from './judgeMeter.ts';
import { entriesOf } from './judgeStates.ts';
import { metricTools } from './metricTools.ts';
import { evidenceOf } from './scoring.ts';
import type { EngineSetup } from './setup.ts';

export interface CalibrationControl {
  /** Aborted: no further reply is judged. */
  readonly signal: AbortSignal;
  /** Hears how many answers are there, those that failed among them, and USD until now. */
  readonly hear: (progress: {
    readonly finished: number;
    readonly planned: number;
    readonly errors: number;
    readonly spentUsd: number;
  }) => void;
}

/** Replies that wait for one judge at a time; its account decides how many are really asked. */
const workers = 8;

/**
 * Asks every judge about its labelled replies and writes down how it did. Where a failure concerns more than one reply,
 * or the signal aborts, nothing is written of the judges that are not through: half a comparison would be another one.
 */
export async function calibrate(
  setup: EngineSetup,
  ready: ReadyCalibration,
  { signal, hear }: CalibrationControl,
): Promise<CalibrationReport> {
  const { files, clock } = setup.ports;
  const models = await openModels(setup, ready.access, ready.options, 0);
  const problems: Problem[] = [...models.problems];
  if (hasErrors(problems)) {
    await models.finish();
    return { problems, judges: [], spentUsd: 0 };
  }
  const { budget } = models.run;
  const opened = new Map(
    ready.models.map(({ id, entry }) => [
      id,
      models.run.open(entry, models.accessOf(entry), 'judges'),
    ]),
  );
  const planned = ready.judges.reduce((sum, { replies }) => sum + replies.length, 0);
  const progress = { finished: 0, planned, errors: 0 };
  const desk = new JudgeDesk(ready, opened, signal, (score) => {
    progress.finished += 1;
    if (score.outcome === 'failed') progress.errors += 1;
    hear({ ...progress, spentUsd: budget.spentUsd });
  });
  const judged: { readonly judge: ReadyJudge; readonly replies: readonly JudgedReply[] }[] = [];
  try {
    for (const judge of ready.judges) {
      const replies = await desk.judge(judge);
      if (desk.stop === undefined && !signal.aborted) judged.push({ judge, replies });
    }
  } finally {
    problems.push(...(await models.finish()));
  }
  const judges: JudgeCalibration[] = [];
  for (const { judge, replies } of judged) {
    const at = new Date(clock.now()).toISOString();
    const calibration = await calibrationOf(ready, judge, replies, at);
    judges.push({
      state: judgeState(judge.prepared.name, { value: calibration }, calibration.fingerprint),
      calibration,
      ...differencesOf(judge, replies),
      // A judge that gave nothing to compare has not been calibrated by that.
      ...(calibration.figures.compared > 0
        ? { path: await writeCalibration(files, setup.root, calibration) }
        : {}),
    });
  }
  const { stop } = desk;
  const stopped = stop === undefined ? {} : { stopped: { code: stop.code, message: stop.message } };
  return { problems, judges, spentUsd: budget.spentUsd, ...stopped };
}

/** Puts labelled replies to judges, some at a time. */
class JudgeDesk {
  /** Why no judge is asked any more. */
  stop: ModelError | undefined;
  private readonly ready: ReadyCalibration;
  private readonly models: ReadonlyMap<string, Model>;
  private readonly signal: AbortSignal;
  private readonly hear: (score: Score) => void;
  private readonly stopping = new AbortController();
  private readonly conversation: Conversation;

  constructor(
    ready: ReadyCalibration,
    models: ReadonlyMap<string, Model>,
    signal: AbortSignal,
    hear: (score: Score) => void,
  ) {
    this.ready = ready;
    this.models = models;
    this.signal = signal;
    this.hear = hear;
    this.conversation = ready.conversation;
  }

  /** In the order of the replies; fewer of them where something stopped it. */
  async judge({ prepared, replies }: ReadyJudge): Promise<readonly JudgedReply[]> {
    const scores: Score[] = [];
    const queue = replies.entries();
    const work = async (): Promise<void> => {
      for (const [place, labelled] of queue) {
        if (this.stop !== undefined || this.signal.aborted) return;
        const score = await this.score(prepared, labelled);
        scores[place] = score;
        this.hear(score);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    return replies.flatMap((labelled, place) => {
      const score = scores[place];
      return score === undefined ? [] : [{ labelled, score }];
    });
  }

  private async score(
    prepared: PreparedEvaluator,
    { caseId, reply }: LabelledReply,
  ): Promise<Score> {
    const testCase = this.ready.cases.get(caseId);
    if (testCase === undefined) return { outcome: 'not-applicable', why: 'its case is gone' };
    const call = {
      signal: AbortSignal.any([this.signal, this.stopping.signal]),
      tell: () => {},
      about: { case: caseId, prompt: prepared.name },
    };
    const tools = metricTools({
      judges: this.models,
      defaults: this.ready.options,
      meter: new JudgeMeter(),
      call,
      repeat: 0,
      heard: () => {},
      broke: (error) => this.halt(error),
    });
    const { messages } = this.conversation.render(testCase.values);
    const evidence = evidenceOf(testCase, messages, { text: reply, ending: 'stop' });
    return (await prepared.measure(evidence, tools)).score;
  }

  private halt(error: ModelError): void {
    this.stop ??= error;
    this.stopping.abort();
  }
}

async function calibrationOf(
  { prompt, models, minAgreement }: ReadyCalibration,
  { written, prepared, labelsSha256 }: ReadyJudge,
  judged: readonly JudgedReply[],
  calibratedAt: string,
): Promise<Calibration> {
  const entries = entriesOf(prepared, models);
  return {
    version: 1,
    prompt,
    evaluator: prepared.name,
    calibratedAt,
    kind: prepared.metric.kind,
    models: entries.map(({ id, name }) => ({ id, name })),
    fingerprint: await judgeFingerprint(written, prepared, entries),
    labelsSha256,
    minAgreement,
    figures: calibrationFigures(judged, passRuleOf(prepared)),
  };
}

/** What the evaluator's own threshold makes of a person's number. */
function passRuleOf({ threshold, metric }: PreparedEvaluator): PassRule {
  if (threshold === undefined) return undefined;
  return (value) => reaches(value, threshold, metric.better);
}

function differencesOf(
  { prepared }: ReadyJudge,
  judged: readonly JudgedReply[],
): Pick<JudgeCalibration, 'disagreements' | 'unanswered'> {
  const passRule = passRuleOf(prepared);
  const disagreements: JudgeCalibration['disagreements'][number][] = [];
  const unanswered: JudgeCalibration['unanswered'][number][] = [];
  for (const one of judged) {
    const { labelled, score } = one;
    const { caseId, reply, gold } = labelled;
    if (score.outcome !== 'scored') {
      unanswered.push({ caseId, outcome: score.outcome, why: score.why });
    } else if (gold !== undefined && disagrees(one, passRule) === true) {
      disagreements.push({ caseId, reply, people: gold, judge: score });
    }
  }
  return { disagreements, unanswered };
}
