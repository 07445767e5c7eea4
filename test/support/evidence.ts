import type { Evidence, JudgeQuestion, MetricTools } from '#core/metrics/metric.ts';

/** A plain reply about which all but its cost and latency is unremarkable. */
export function evidence(reply: string, more: Partial<Evidence> = {}): Evidence {
  return {
    reply,
    ending: 'stop',
    testCase: { id: 'one', values: {}, tags: [], source: { file: 'a.prompt.yml', line: 1 } },
    expected: undefined,
    messages: [],
    latencyMs: 250,
    costUsd: 0.002,
    usage: { inputTokens: 10, outputTokens: 5 },
    ...more,
  };
}

/** Evidence whose case has these values. */
export function evidenceOf(values: Evidence['testCase']['values'], reply: string): Evidence {
  const plain = evidence(reply);
  return { ...plain, testCase: { ...plain.testCase, values } };
}

/** A judge that gives prepared answers in turn, an `Error` among them as a rejection, and remembers the questions. */
export class FakeJudge implements MetricTools {
  readonly defaultJudge: string | undefined;
  readonly questions: JudgeQuestion[] = [];
  private readonly answers: readonly (string | Error)[];

  constructor(answers: readonly (string | Error)[], defaultJudge?: string) {
    this.answers = answers;
    this.defaultJudge = defaultJudge;
  }

  readonly ask = (question: JudgeQuestion): Promise<string> => {
    const answer = this.answers[Math.min(this.questions.length, this.answers.length - 1)];
    this.questions.push(question);
    return typeof answer === 'string'
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error('the test prepared no answer'));
  };
}
