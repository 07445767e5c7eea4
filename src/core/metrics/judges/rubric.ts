import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { chooseOften, choiceLines, yesOrNo, type Choice } from './choices.ts';
import { defineJudge, judgeSetting, type JudgeSettings } from './judge.ts';
import { criteriaSetting, samplesSetting, shownSettings } from './settings.ts';
import { blockWords, textsOf, type Shown } from './shown.ts';

interface Settings extends JudgeSettings, Shown {
  readonly criteria: string;
  readonly choices?: readonly Choice[] | undefined;
  readonly samples: number;
}

export const rubric: Metric<Settings> = defineJudge<Settings>({
  kind: 'rubric',
  version: 1,
  title: 'Rubric',
  documentation:
    'A judge looks at the reply by your `criteria`, writes its reason and then makes one of `choices`: yes (1) or no (0), or your own, each with a score from 0 to 1. ' +
    'The choice with the highest score passes; set `threshold` for another rule. ' +
    'With several `samples` the choice counts that more than half of them make; otherwise the score is failed, since the judge contradicts itself. ' +
    'Narrow questions with described choices agree with people far better than one wide question. Source: discrete rubric with the reason first, as in Zheng et al. 2023 (MT-Bench) and G-Eval.',
  needs: ['reply'],
  useCases: ['any'],
  settings: z.strictObject({
    criteria: criteriaSetting,
    choices: z.optional(
      z
        .array(
          z.strictObject({
            choice: z.string().check(z.minLength(1), z.maxLength(80)),
            description: z.optional(z.string()),
            score: z.number().check(z.minimum(0), z.maximum(1)),
          }),
        )
        .check(
          z.minLength(2),
          z.maxLength(20),
          z.refine(areDistinct, {
            error: 'Two of the choices are the same.',
            params: { code: 'choice-twice', next: 'Give each choice a name of its own.' },
          }),
          z.describe(
            'What the judge may choose, each with a score from 0 to 1 and best with a description. Left out: yes and no.',
          ),
        ),
    ),
    samples: samplesSetting(1),
    ...shownSettings,
    ...judgeSetting,
  }),
  calls: ({ samples }) => samples,
  judge(evidence, settings, bench) {
    const { criteria, choices = yesOrNo, samples } = settings;
    const task = `You judge a reply by one rule and choose the answer that fits. ${blockWords}\n\nThe rule:\n${criteria}\n\n${choiceLines(choices)}`;
    return chooseOften(bench, { task, texts: textsOf(evidence, settings), choices }, samples);
  },
});

function areDistinct(choices: readonly Choice[]): boolean {
  const names = choices.map(({ choice }) => choice.trim().toLowerCase());
  return new Set(names).size === names.length;
}
