import * as z from 'zod/mini';
import type { Evidence, Measured, Metric } from '../metric.ts';
import { bothWays, choiceLines, type Choice, type ChoiceQuestion } from './choices.ts';
import { defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import type { NamedText } from './material.ts';
import { columnOf, expectedOf, questionIn } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly criteria: string;
  readonly against?: string | undefined;
}

const choices: readonly Choice[] = [
  { choice: 'first', description: 'the first text is better', score: 1 },
  { choice: 'second', description: 'the second text is better', score: 0 },
  { choice: 'equal', description: 'neither is better', score: 0.5 },
];

export const pairwise: Metric<Settings> = defineJudge<Settings>({
  kind: 'pairwise',
  version: 1,
  title: 'Better of two',
  documentation:
    'A judge compares the reply with the expected text, or with the text of the column `against`, once in each order: 1 where the reply wins both times, 0 where it loses both times, 0.5 otherwise. ' +
    'The two orders take away the preference that judges have for a place; whether they agreed is kept as `consistent`. ' +
    'It passes nothing of itself: `threshold: 0.5` is "not worse", `threshold: 1` is "better". ' +
    'Longer texts tend to win. Source: Zheng et al. 2023 (MT-Bench), a win only where both orders agree.',
  needs: ['reply', 'expected'],
  useCases: ['question-answering', 'summarisation', 'translation', 'chat'],
  settings: z.strictObject({
    criteria: z.prefault(
      z.string().check(z.minLength(1), z.describe('What makes one text better.')),
      'The better text is the more correct and helpful one; length in itself counts for nothing.',
    ),
    against: z.optional(
      z
        .string()
        .check(
          z.minLength(1),
          z.describe('The column to compare with. Left out: what the case expects.'),
        ),
    ),
    ...judgeSetting,
  }),
  calls: () => 2,
  async judge(evidence, { criteria, against }, bench) {
    const other = otherOf(evidence, against);
    const { reply } = evidence;
    if (reply.trim() === other.trim()) return scored(0.5, 'the texts are the same', {});
    const task = `You compare two texts, "first" and "second", that answer the same "question" where one is shown.\n\n${criteria}\n\n${choiceLines(choices)}`;
    const ask = (first: string, second: string): ChoiceQuestion => ({
      task,
      choices,
      texts: [...questionText(evidence), ['first', first], ['second', second]],
    });
    const [there, back] = await bothWays(bench, ask(reply, other), ask(other, reply));
    return verdictOf(there?.choice, back?.choice, {
      replyFirst: { choice: there?.choice ?? '', reason: there?.reason ?? '' },
      replySecond: { choice: back?.choice ?? '', reason: back?.reason ?? '' },
    });
  },
});

function otherOf(evidence: Evidence, against: string | undefined): string {
  return against === undefined ? expectedOf(evidence) : columnOf(evidence, against);
}

function questionText(evidence: Evidence): readonly NamedText[] {
  const question = questionIn(evidence);
  return question === undefined ? [] : [['question', question]];
}

/** The choice with the reply in the first place, then with it in the second. */
function verdictOf(
  there: string | undefined,
  back: string | undefined,
  orders: Record<string, { readonly choice: string; readonly reason: string }>,
): Measured {
  if (there === 'first' && back === 'second') {
    return scored(1, 'better in both orders', { ...orders, consistent: true });
  }
  if (there === 'second' && back === 'first') {
    return scored(0, 'worse in both orders', { ...orders, consistent: true });
  }
  const consistent = there === 'equal' && back === 'equal';
  const why = consistent ? 'neither is better, in both orders' : 'the two orders do not agree';
  return scored(0.5, why, { ...orders, consistent });
}
