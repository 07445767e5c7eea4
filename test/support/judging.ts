import type { JsonObject } from '#base/json.ts';
import type { Evidence, Measured } from '#core/metrics/metric.ts';
import { evidence, FakeJudge } from './evidence.ts';
import { prepared } from './scoring.ts';

/** Answers that carry the code of their question; a text or an `Error` is given as it is. */
export function judgeSaying(...answers: readonly (JsonObject | string | Error)[]): FakeJudge {
  return new FakeJudge(
    answers.map((answer) =>
      typeof answer === 'string' || answer instanceof Error
        ? answer
        : JSON.stringify({ code: '<code>', ...answer }),
    ),
    'judge',
  );
}

export interface Seen {
  readonly reply?: string;
  readonly expected?: Evidence['expected'];
  readonly values?: Evidence['testCase']['values'];
  readonly messages?: Evidence['messages'];
  readonly ending?: Evidence['ending'];
}

/** Evidence of a case with a question. */
export function seenBy({
  reply = 'the reply',
  values = { input: 'the question' },
  ...more
}: Seen): Evidence {
  const plain = evidence(reply, more);
  return { ...plain, testCase: { ...plain.testCase, values } };
}

export async function judged(
  uses: string,
  settings: JsonObject,
  seen: Seen,
  judge: FakeJudge,
): Promise<Measured> {
  return (await prepared(uses, settings)).measure(seenBy(seen), judge);
}

/** `0.5`, `1 pass`, `0 miss`, or the outcome and why. */
export function inWords({ score }: Measured): string {
  if (score.outcome !== 'scored') return `${score.outcome}: ${score.why}`;
  if (score.pass === undefined) return String(score.value);
  return `${score.value} ${score.pass ? 'pass' : 'miss'}`;
}

export const yes: JsonObject = { reason: 'r', choice: 'yes' };
export const no: JsonObject = { reason: 'r', choice: 'no' };

/** So many claims. */
export function claims(count: number): JsonObject {
  return { claims: Array.from({ length: count }, (_, place) => `Claim ${place + 1}.`) };
}

/** A verdict on each claim in turn: `+` supported, `-` not. */
export function verdicts(marks: string): JsonObject {
  return {
    verdicts: Array.from(marks, (mark, place) => ({
      number: place + 1,
      reason: 'r',
      supported: mark === '+',
    })),
  };
}
