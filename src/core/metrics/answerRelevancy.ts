import * as z from 'zod/mini';
import type { JsonValue } from '#base/json.ts';
import { cosine } from './cosine.ts';
import { faultText } from './faultText.ts';
import type { Evidence, Measured, Metric, MetricTools } from './metric.ts';
import { embeddingModel } from './embeddingModel.ts';
import { judgeSetting } from './judges/judge.ts';
import { JudgeFault, putQuestion } from './judges/putQuestion.ts';
import { textOf } from './text.ts';
import { failed, notApplicable } from './verdict.ts';

interface Settings {
  readonly modelId?: string | undefined;
  readonly embeddingModelId?: string | undefined;
  readonly questions: number;
}

export const answerRelevancy: Metric<Settings> = {
  kind: 'answer-relevancy',
  title: 'Answer relevancy',
  documentation:
    'Whether the reply answers what was asked: a judge writes questions that the reply would answer, and the value is the mean cosine of their embeddings with that of the question; 0 only where every one of them marks the reply as noncommittal. ' +
    "The question is the case's `input`, else the last user message. Needs no expected text, and says nothing of whether the reply is true. " +
    'The scale is that of the embedding model, so values of two models do not compare. Source: Ragas, answer relevancy.',
  level: 'case',
  better: 'higher',
  range: [-1, 1],
  needs: ['reply', 'values'],
  cost: 'judge',
  useCases: ['question-answering', 'retrieval', 'chat'],
  settings: z.strictObject({
    ...judgeSetting,
    embeddingModelId: embeddingModel,
    questions: z.prefault(
      z.int().check(z.gte(1), z.lte(10), z.describe('How many questions the judge is to write.')),
      3,
    ),
  }),
  judges: ({ modelId }, defaultJudge) => {
    const judge = modelId ?? defaultJudge;
    return judge === undefined ? [] : [judge];
  },
  calls: () => ({ low: 1, expected: 1, high: 2 }),
  embedders: ({ embeddingModelId, questions }, defaultEmbedding) => {
    const id = embeddingModelId ?? defaultEmbedding;
    return id === undefined ? [] : Array.from({ length: questions + 1 }, () => id);
  },
  async measure(evidence, settings, tools) {
    const question = questionOf(evidence);
    if (question === undefined) {
      return notApplicable('the case has no `input` and no user message');
    }
    if (evidence.reply.trim() === '') return failed('an empty reply answers nothing to ask about');
    const judge = settings.modelId ?? tools.defaultJudge;
    const embedder = settings.embeddingModelId ?? tools.defaultEmbedding;
    if (judge === undefined) return failed('no judge is named, and there is no default');
    if (embedder === undefined) {
      return failed('no embedding model is named, and there is no default');
    }
    try {
      const guessed = await guessQuestions(tools, judge, evidence.reply, settings.questions);
      return await compare(tools, embedder, question, guessed);
    } catch (fault) {
      if (fault instanceof JudgeFault) return failed(fault.message);
      return failed(`a model gave no answer: ${faultText(fault)}`);
    }
  },
};

interface Guess {
  readonly question: string;
  readonly isNoncommittal: boolean;
}

function questionOf({ testCase, messages }: Evidence): string | undefined {
  const input: JsonValue | undefined = testCase.values['input'];
  const text =
    input === undefined || input === null
      ? messages.findLast((message) => message.role === 'user')?.content
      : textOf(input);
  return text === undefined || text.trim() === '' ? undefined : text;
}

const guesses = z.object({
  questions: z
    .array(z.object({ question: z.string().check(z.minLength(1)), noncommittal: z.boolean() }))
    .check(z.minLength(1)),
});

async function guessQuestions(
  tools: MetricTools,
  modelId: string,
  reply: string,
  count: number,
): Promise<readonly Guess[]> {
  const answer = await putQuestion(tools, modelId, 'answer-relevancy/1', {
    task:
      `You see a reply that somebody got. Write ${count} different questions that it would be the answer to. ` +
      'Mark a question as noncommittal where the reply evades it, such as "I do not know" or "It depends".',
    texts: [['reply', reply]],
    shape: guesses,
  });
  return answer.questions
    .slice(0, count)
    .map(({ question, noncommittal }) => ({ question, isNoncommittal: noncommittal }));
}

async function compare(
  tools: MetricTools,
  modelId: string,
  question: string,
  guessed: readonly Guess[],
): Promise<Measured> {
  if (guessed.every(({ isNoncommittal }) => isNoncommittal)) {
    return { score: { outcome: 'scored', value: 0, why: 'the reply is noncommittal' } };
  }
  const asked = await tools.embed({ modelId, text: question });
  let sum = 0;
  for (const guess of guessed) {
    const value = cosine(asked, await tools.embed({ modelId, text: guess.question }));
    if (typeof value === 'string') return failed(value);
    sum += value;
  }
  return { score: { outcome: 'scored', value: sum / guessed.length } };
}
