import * as z from 'zod/mini';
import type { Evidence, Metric } from '../metric.ts';
import { reasonShape } from './choices.ts';
import {
  allOf,
  defineJudge,
  judgeSetting,
  scored,
  type JudgeDeclaration,
  type JudgeSettings,
} from './judge.ts';
import type { NamedText } from './material.ts';
import { contextSetting } from './settings.ts';
import { chunksIn, chunkTexts, expectedOf, questionIn, questionOf } from './sources.ts';

/** A judge that rates from 0 to 2 twice, in two wordings or two roles; the score is the mean ÷ 2. */
interface TwoRatings<Settings extends JudgeSettings> extends Pick<
  JudgeDeclaration<Settings>,
  'kind' | 'version' | 'title' | 'documentation' | 'needs' | 'useCases' | 'settings'
> {
  readonly questions: (
    evidence: Evidence,
    settings: Settings,
  ) => readonly [first: RatingQuestion, second: RatingQuestion];
}

interface RatingQuestion {
  readonly task: string;
  readonly texts: readonly NamedText[];
}

const ratingShape = z.object({ reason: reasonShape, rating: z.literal([0, 1, 2]) });

function twoRatings<Settings extends JudgeSettings>({
  questions,
  ...declared
}: TwoRatings<Settings>): Metric<Settings> {
  return defineJudge<Settings>({
    ...declared,
    calls: () => 2,
    async judge(evidence, settings, bench) {
      const ratings = await allOf(
        questions(evidence, settings).map((question) =>
          bench.ask({ ...question, shape: ratingShape }),
        ),
      );
      const sum = ratings.reduce((total, { rating }) => total + rating, 0);
      const why = `rated ${ratings.map(({ rating }) => rating).join(' and ')} of 2`;
      return scored(sum / 4, why, {
        ratings: ratings.map(({ rating, reason }) => ({ rating, reason })),
      });
    },
  });
}

interface ContextSettings extends JudgeSettings {
  readonly context: string;
}

const contextSettings = z.strictObject({ ...contextSetting, ...judgeSetting });

export const contextRelevance: Metric<ContextSettings> = twoRatings<ContextSettings>({
  kind: 'context-relevance',
  version: 1,
  title: 'Context relevance',
  documentation:
    'How far the retrieved context can answer the question: two ratings from 0 to 2 in different words, their mean on a scale from 0 to 1. ' +
    'Needs no expected text and cannot say what is missing from the whole collection. ' +
    'Coarse: use `context-precision` to see which passages help. Source: Ragas, `context_relevance`, two rubrics from 0 to 2.',
  needs: ['values'],
  useCases: ['retrieval'],
  settings: contextSettings,
  questions: (evidence, { context }) => {
    const texts: readonly NamedText[] = [
      ['question', questionOf(evidence)],
      ...chunkTexts(chunksIn(evidence, context)),
    ];
    return [
      {
        texts,
        task: 'You rate whether the texts named "passage" hold what is needed to answer the "question". 0: nothing that helps. 1: a part of the answer. 2: all of the answer.',
      },
      {
        texts,
        task: 'Somebody may use only the texts named "passage" to answer the "question". Rate how far they get. 0: they cannot begin. 1: they can say something, and must leave something open. 2: they can answer it fully.',
      },
    ];
  },
});

export const groundedness: Metric<ContextSettings> = twoRatings<ContextSettings>({
  kind: 'groundedness',
  version: 1,
  title: 'Groundedness',
  documentation:
    'How far the reply rests on the retrieved context: two ratings from 0 to 2 in different words, their mean on a scale from 0 to 1. ' +
    'Cheaper than `faithfulness` and says less: there are no single claims to look at. ' +
    'Source: Ragas, `response_groundedness`, two rubrics from 0 to 2.',
  needs: ['reply', 'values'],
  useCases: ['retrieval', 'summarisation'],
  settings: contextSettings,
  questions: (evidence, { context }) => {
    const texts: readonly NamedText[] = [
      ...chunkTexts(chunksIn(evidence, context)),
      ['reply', evidence.reply],
    ];
    return [
      {
        texts,
        task: 'You rate whether the "reply" says only what the texts named "passage" support. 0: nothing in it is supported. 1: a part of it is supported. 2: all of it is supported.',
      },
      {
        texts,
        task: 'Look for statements in the "reply" that a careful reader could not find in the texts named "passage", nor conclude from them. 0: nearly all of it is like that. 1: some of it is. 2: none of it is.',
      },
    ];
  },
});

export const answerAccuracy: Metric<JudgeSettings> = twoRatings<JudgeSettings>({
  kind: 'answer-accuracy',
  version: 1,
  title: 'Answer accuracy',
  documentation:
    'How far the reply agrees with the expected text, rated from 0 to 2 twice with the roles of the two swapped; the score is the mean on a scale from 0 to 1. ' +
    'The swap takes away the preference for whichever text is called right. ' +
    'Ratings that are 2 apart are kept and show a case worth looking at. Source: Ragas, `AnswerAccuracy`, two rubrics with swapped roles.',
  needs: ['reply', 'expected'],
  useCases: ['question-answering', 'retrieval'],
  settings: z.strictObject({ ...judgeSetting }),
  questions: (evidence) => {
    const question = questionIn(evidence);
    const asked: readonly NamedText[] = question === undefined ? [] : [['question', question]];
    const expected = expectedOf(evidence);
    const task =
      'You rate how far the text "answer" agrees in content with the text "reference", as answers to the same "question" where one is shown. Wording, order and length do not count. 0: it disagrees or is about something else. 1: it agrees in part. 2: it says the same.';
    return [
      { task, texts: [...asked, ['reference', expected], ['answer', evidence.reply]] },
      { task, texts: [...asked, ['reference', evidence.reply], ['answer', expected]] },
    ];
  },
});
