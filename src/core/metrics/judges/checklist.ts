import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { choose, choiceLines, yesOrNo } from './choices.ts';
import { allOf, defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import { shownSettings } from './settings.ts';
import { blockWords, textsOf, type Shown } from './shown.ts';

interface Settings extends JudgeSettings, Shown {
  readonly criteria: readonly string[];
}

export const checklist: Metric<Settings> = defineJudge<Settings>({
  kind: 'checklist',
  version: 1,
  title: 'Checklist',
  documentation:
    'A judge answers one yes-or-no question for each of `criteria`, each in a call of its own; the score is the share of yes, and all of them pass. ' +
    'The steadiest way to judge several things: no answer leans on another, and each can be checked against people. ' +
    'Write what can be seen in the reply, one thing a line, so that yes is good. Source: share of criteria that are met.',
  needs: ['reply'],
  useCases: ['any'],
  settings: z.strictObject({
    criteria: z
      .array(z.string().check(z.minLength(1)))
      .check(
        z.minLength(1),
        z.maxLength(30),
        z.describe('Statements that are true of a good reply, one thing each.'),
      ),
    ...shownSettings,
    ...judgeSetting,
  }),
  calls: ({ criteria }) => criteria.length,
  async judge(evidence, settings, bench) {
    const texts = textsOf(evidence, settings);
    const { criteria } = settings;
    const answers = await allOf(
      criteria.map((criterion) =>
        choose(bench, {
          task: `You decide whether one statement about a reply is true. ${blockWords}\n\nThe statement:\n${criterion}\n\n${choiceLines(yesOrNo)}`,
          texts,
          choices: yesOrNo,
        }),
      ),
    );
    const met = answers.filter(({ choice }) => choice === 'yes').length;
    const missed = criteria.find((_, place) => answers[place]?.choice !== 'yes');
    const why = `${met} of ${criteria.length} met${missed === undefined ? '' : `; not met: ${missed}`}`;
    const details = {
      criteria: answers.map(({ choice, reason }, place) => ({
        criterion: criteria[place] ?? '',
        met: choice === 'yes',
        reason,
      })),
    };
    return scored(met / criteria.length, why, details, missed === undefined);
  },
});
