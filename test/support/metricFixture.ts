import { readFile } from 'node:fs/promises';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { CaseAssertions } from '#protocol/assertion.ts';
import type { Evidence } from '#core/metrics/metric.ts';
import type { Score } from '#protocol/score.ts';
import { evidence, FakeJudge } from './evidence.ts';

/** What a metric's fixture holds: settings, a reply, what is known of the case, and the score it must get. */
export interface MetricFixture {
  readonly with: JsonObject;
  readonly reply: string;
  readonly expected?: JsonValue;
  readonly values?: JsonObject;
  readonly assertions?: CaseAssertions;
  /** What the judge says in turn; an object is sealed with the question's code. */
  readonly judge?: string | readonly JsonObject[];
  readonly score: Score;
}

export async function fixtureOf(kind: string): Promise<MetricFixture> {
  const file = `test/fixtures/metrics/${kind.replaceAll('/', '-')}.json`;
  return JSON.parse(await readFile(file, 'utf8')) as MetricFixture;
}

export function evidenceFrom({
  reply,
  expected,
  values = {},
  assertions,
}: MetricFixture): Evidence {
  const plain = evidence(reply, { expected });
  const demanded = assertions === undefined ? {} : { assertions };
  return { ...plain, testCase: { ...plain.testCase, values, ...demanded } };
}

export function judgeOf({ judge = '' }: MetricFixture): FakeJudge {
  if (typeof judge === 'string') return new FakeJudge([judge], 'judge');
  return new FakeJudge(
    judge.map((answer) => JSON.stringify({ code: '<code>', ...answer })),
    'judge',
  );
}
