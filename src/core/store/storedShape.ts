import {
  isEither,
  isFlag,
  isListOf,
  isMaybe,
  isNumber,
  isOneOf,
  isRecordOf,
  isShape,
  isText,
  isWhole,
  type Guard,
} from '#base/guard.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { isUlid } from './ulid.ts';

/** Whoever can write files can write half a run with a right checksum: everything that is used of one is looked at here. */
export function isManifest(value: unknown): value is RunManifest {
  if (!isManifestShape(value)) return false;
  const { candidates, prompts } = value;
  return candidates.every(({ prompt }) => prompt < prompts.length);
}

export function isSummary(value: unknown): value is RunSummary {
  return isSummaryShape(value);
}

const isVersion: Guard<1> = (value): value is 1 => value === 1;
const isYes: Guard<true> = (value): value is true => value === true;
const isInterval = isShape({ low: isNumber, high: isNumber });

const judge = {
  status: isOneOf(['calibrated', 'below', 'stale', 'uncalibrated']),
  provisional: isMaybe(isYes),
  kappa: isMaybe(isNumber),
};

const bounds = { passRate: isMaybe(isNumber), metrics: isMaybe(isRecordOf(isNumber)) };

const isQuarantineEntry = isShape({
  prompt: isMaybe(isText),
  case: isMaybe(isText),
  evaluator: isMaybe(isText),
  reason: isText,
  until: isText,
  owner: isText,
});

const isLevel: Guard<0 | 1 | 2 | 3> = (value): value is 0 | 1 | 2 | 3 =>
  isWhole(value) && value <= 3;

const isManifestShape = isShape({
  version: isVersion,
  id: isUlid,
  startedAt: isText,
  assay: isText,
  commit: isMaybe(isText),
  trials: isWhole,
  options: isShape({ cases: isListOf(isText), tags: isListOf(isText) }),
  gate: isShape({
    ...bounds,
    judges: isMaybe(isOneOf(['calibrated'])),
    regression: isMaybe(isOneOf(['real'])),
    models: isMaybe(isRecordOf(isShape(bounds))),
    tags: isMaybe(isRecordOf(isShape(bounds))),
    labels: isMaybe(isRecordOf(isRecordOf(isRecordOf(isNumber)))),
  }),
  tier: isMaybe(isShape({ name: isText, level: isLevel, judges: isFlag, safety: isFlag })),
  since: isMaybe(isShape({ ref: isText, commit: isText })),
  shard: isMaybe(isShape({ index: isWhole, of: isWhole, cases: isListOf(isWhole) })),
  mergedFrom: isMaybe(isListOf(isText)),
  leftOut: isMaybe(
    isListOf(
      isShape({ prompt: isWhole, evaluator: isText, asks: isOneOf(['judge', 'embedding model']) }),
    ),
  ),
  quarantine: isMaybe(isListOf(isQuarantineEntry)),
  prompts: isListOf(
    isShape({
      file: isText,
      name: isText,
      text: isText,
      others: isMaybe(isRecordOf(isText)),
      drawnFrom: isMaybe(isWhole),
      cases: isWhole,
      repeats: isWhole,
      judges: isMaybe(
        isListOf(
          isShape({
            ...judge,
            evaluator: isText,
            confusion: isMaybe(
              isShape({
                bothPass: isWhole,
                onlyPeoplePass: isWhole,
                onlyJudgePasses: isWhole,
                bothFail: isWhole,
              }),
            ),
          }),
        ),
      ),
    }),
  ),
  candidates: isListOf(isShape({ variant: isText, model: isText, prompt: isWhole })),
  models: isListOf(isShape({ id: isText, provider: isText })),
  inputs: isListOf(isShape({ file: isText, sha256: isText })),
});

const isEvaluator = isShape({
  name: isText,
  scored: isNumber,
  notApplicable: isNumber,
  failed: isNumber,
  judged: isNumber,
  passed: isNumber,
  value: isMaybe(isNumber),
  judge: isMaybe(
    isShape({
      ...judge,
      informs: isMaybe(isYes),
      corrected: isMaybe(
        isEither(
          isShape({ why: isText }),
          isShape({ value: isNumber, interval: isMaybe(isInterval) }),
        ),
      ),
    }),
  ),
});

const isCounts = isRecordOf(isNumber);
const hasUsualStates = isShape({ replied: isNumber, error: isNumber });
const isStates: Guard<Readonly<Record<string, number>>> = (
  value,
): value is Record<string, number> => isCounts(value) && hasUsualStates(value);

const isGateCheck = isShape({
  rule: isOneOf(['pass-rate', 'metric', 'label', 'regression', 'tag']),
  state: isOneOf(['reached', 'missed', 'not-counted']),
  candidate: isMaybe(isWhole),
  model: isMaybe(isText),
  tag: isMaybe(isText),
  evaluator: isMaybe(isText),
  label: isMaybe(isText),
  figure: isMaybe(isText),
  better: isMaybe(isOneOf(['higher', 'lower'])),
  bound: isMaybe(isNumber),
  found: isMaybe(isNumber),
  before: isMaybe(isNumber),
  why: isMaybe(isText),
});

const isSummaryShape = isShape({
  version: isVersion,
  id: isText,
  ended: isOneOf(['complete', 'cancelled', 'budget-reached', 'stopped']),
  spentUsd: isNumber,
  wallMs: isNumber,
  gate: isShape({
    pass: isFlag,
    reasons: isListOf(isText),
    notes: isMaybe(isListOf(isText)),
    checks: isMaybe(isListOf(isGateCheck)),
    quarantined: isMaybe(
      isListOf(
        isShape({
          entry: isQuarantineEntry,
          candidate: isWhole,
          caseId: isText,
          judged: isWhole,
          passed: isWhole,
          errors: isWhole,
        }),
      ),
    ),
  }),
  failure: isMaybe(isShape({ code: isText, message: isText })),
  candidates: isListOf(
    isShape({
      candidate: isNumber,
      planned: isNumber,
      judged: isNumber,
      passed: isNumber,
      inputTokens: isNumber,
      outputTokens: isNumber,
      states: isStates,
      errors: isCounts,
      evaluators: isListOf(isEvaluator),
      interval: isMaybe(isInterval),
      repetitions: isMaybe(
        isShape({
          cases: isWhole,
          flaky: isWhole,
          chances: isListOf(
            isShape({ k: isNumber, cases: isNumber, passAtK: isNumber, passHatK: isNumber }),
          ),
        }),
      ),
      latency: isMaybe(isShape({ p50: isNumber, p95: isNumber })),
      passRate: isMaybe(isNumber),
      costUsd: isMaybe(isNumber),
    }),
  ),
});
