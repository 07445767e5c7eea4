import type {
  EmbeddingQuestion,
  Evidence,
  JudgeAnswer,
  JudgeQuestion,
  MetricTools,
} from '#core/metrics/metric.ts';

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

/** What a prepared judge says: a text, a text with another ending, or nothing. `<code>` becomes the code of the question. */
export type PreparedAnswer = string | JudgeAnswer | Error;

/** A judge that gives prepared answers in turn, an `Error` among them as a rejection, and remembers the questions. */
export class FakeJudge implements MetricTools {
  readonly defaultJudge: string | undefined;
  readonly questions: JudgeQuestion[] = [];
  /** How many of its answers were called unusable. */
  refused = 0;
  private readonly answers: readonly PreparedAnswer[];

  constructor(answers: readonly PreparedAnswer[], defaultJudge?: string) {
    this.answers = answers;
    this.defaultJudge = defaultJudge;
  }

  readonly refuse = (): void => {
    this.refused += 1;
  };

  /** The vector of a text; absent: none. */
  vectors: (text: string) => readonly number[] | undefined = (text) => [text.length, 1];
  readonly embedded: EmbeddingQuestion[] = [];

  readonly embed = (question: EmbeddingQuestion): Promise<Float32Array> => {
    this.embedded.push(question);
    const numbers = this.vectors(question.text);
    return numbers === undefined
      ? Promise.reject(new Error('the test prepared no vector'))
      : Promise.resolve(Float32Array.from(numbers));
  };

  readonly ask = (question: JudgeQuestion): Promise<JudgeAnswer> => {
    const answer = this.answers[Math.min(this.questions.length, this.answers.length - 1)];
    this.questions.push(question);
    if (answer === undefined || answer instanceof Error) {
      return Promise.reject(answer ?? new Error('the test prepared no answer'));
    }
    const { text, ending } = typeof answer === 'string' ? stopped(answer) : answer;
    return Promise.resolve({ text: text.replaceAll('<code>', codeIn(question)), ending });
  };
}

function stopped(text: string): JudgeAnswer {
  return { text, ending: 'stop' };
}

/** The code that a question carries; empty where it has none. */
export function codeIn({ messages }: JudgeQuestion): string {
  const [, code = ''] = messages.map(({ content }) => codeOf(content)).find(Boolean) ?? [];
  return code;
}

function codeOf(content: string): RegExpExecArray | null {
  return /^Code: ([0-9a-f]{12})$/m.exec(content);
}
