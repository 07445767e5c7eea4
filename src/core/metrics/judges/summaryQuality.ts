import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { reasonShape } from './choices.ts';
import { defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import { columnOf, questionOf } from './sources.ts';

const aspects = ['coherence', 'consistency', 'fluency', 'relevance'] as const;

type Aspect = (typeof aspects)[number];

interface Settings extends JudgeSettings {
  readonly aspect?: Aspect | undefined;
  readonly document?: string | undefined;
}

const ratedShape = z.object({ reason: reasonShape, rating: z.literal([1, 2, 3, 4, 5]) });

const ratingsShape = z.object({
  coherence: ratedShape,
  consistency: ratedShape,
  fluency: ratedShape,
  relevance: ratedShape,
});

const task =
  'You rate a "summary" of a "document" from 1 (worst) to 5 (best) in four aspects, each by itself. Coherence: its sentences build on each other. Consistency: it says nothing that the document does not. Fluency: it is well written as language. Relevance: it holds what matters in the document and little else.';

export const summaryQuality: Metric<Settings> = defineJudge<Settings>({
  kind: 'summary-quality',
  version: 1,
  title: 'Summary quality',
  documentation:
    'A judge rates the reply as a summary from 1 to 5 in coherence, consistency, fluency and relevance, in one call; the score is the mean of the four on a scale from 0 to 1, or the one that `aspect` names, and all four are kept. ' +
    'It measures and passes nothing of itself: set `threshold`. ' +
    'Aspects pull each other along when a judge likes a text; `faithfulness` is the harder check of consistency. Source: the aspects of SummEval, Fabbri et al. 2021, as G-Eval rates them, (rating − 1) ÷ 4.',
  needs: ['reply', 'values'],
  useCases: ['summarisation'],
  settings: z.strictObject({
    aspect: z.optional(z.enum(aspects).check(z.describe('Only this aspect makes the score.'))),
    document: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe(
            'The column with what is summarised. Left out: `input`, else the last user message.',
          ),
        ),
    ),
    ...judgeSetting,
  }),
  async judge(evidence, { aspect, document }, bench) {
    const source = document === undefined ? questionOf(evidence) : columnOf(evidence, document);
    const ratings = await bench.ask({
      task,
      texts: [
        ['document', source],
        ['summary', evidence.reply],
      ],
      shape: ratingsShape,
    });
    const chosen: readonly Aspect[] = aspect === undefined ? aspects : [aspect];
    const sum = chosen.reduce((total, one) => total + ratings[one].rating, 0);
    const why = aspects.map((one) => `${one} ${ratings[one].rating}`).join(', ');
    return scored((sum / chosen.length - 1) / 4, why, ratings);
  },
});
