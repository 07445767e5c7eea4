import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { reasonShape } from './choices.ts';
import { defineJudge, judgeSetting, sampled, scored, type JudgeSettings } from './judge.ts';
import { criteriaSetting, samplesSetting, shownSettings } from './settings.ts';
import { blockWords, textsOf, type Shown } from './shown.ts';

interface Settings extends JudgeSettings, Shown {
  readonly criteria: string;
  readonly steps: readonly string[];
  readonly samples: number;
}

const ratingShape = z.object({ reason: reasonShape, rating: z.literal([1, 2, 3, 4, 5]) });

export const gEval: Metric<Settings> = defineJudge<Settings>({
  kind: 'g-eval',
  version: 1,
  title: 'G-Eval',
  documentation:
    'A judge follows your `steps` and rates the reply from 1 to 5 by your `criteria`, several times; the score is the mean rating on a scale from 0 to 1, and every sample is kept. ' +
    'It measures and passes nothing of itself: set `threshold`. ' +
    'The mean of several ratings is finer and steadier than one; where samples are far apart, look at the case. ' +
    'Ratings of different judges, or of different criteria, are on different scales. Source: Liu et al. 2023 (G-Eval), the mean over samples in place of token probabilities, (mean − 1) ÷ 4.',
  needs: ['reply'],
  useCases: ['any'],
  settings: z.strictObject({
    criteria: criteriaSetting,
    steps: z.prefault(
      z
        .array(z.string().check(z.minLength(1)))
        .check(z.maxLength(20), z.describe('How the judge is to go about it, a step an entry.')),
      [],
    ),
    samples: samplesSetting(3),
    ...shownSettings,
    ...judgeSetting,
  }),
  calls: ({ samples }) => samples,
  async judge(evidence, settings, bench) {
    const question = {
      task: taskOf(settings),
      texts: textsOf(evidence, settings),
      shape: ratingShape,
    };
    const { usable, broken } = await sampled(settings.samples, (sample) =>
      bench.ask({ ...question, sample }),
    );
    const ratings = usable.map(({ rating }) => rating);
    const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
    return scored((mean - 1) / 4, `rated ${ratings.join(', ')} of 5`, {
      samples: usable.map(({ rating, reason }) => ({ rating, reason })),
      ...(broken.length === 0 ? {} : { unusable: broken }),
      mean,
      spread: Math.max(...ratings) - Math.min(...ratings),
    });
  },
});

function taskOf({ criteria, steps }: Settings): string {
  const lines = steps.map((step, place) => `${place + 1}. ${step}`);
  const way = lines.length === 0 ? '' : `\n\nGo about it in these steps:\n${lines.join('\n')}`;
  return `You rate a reply by one criterion, from 1 (worst) to 5 (best); use the whole scale. ${blockWords}\n\nThe criterion:\n${criteria}${way}`;
}
