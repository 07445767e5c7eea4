import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { choose, choiceLines, yesOrNo } from './choices.ts';
import { allOf, defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import { contextSetting } from './settings.ts';
import { chunksIn, expectedOf, questionOf } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly context: string;
}

export const contextPrecision: Metric<Settings> = defineJudge<Settings>({
  kind: 'context-precision',
  version: 1,
  title: 'Context precision',
  documentation:
    'Whether the useful passages of the retrieved context come first: a judge says of each passage whether it helps to reach the expected text (without one: the reply), and the score is the average precision of that ranking. ' +
    'One call a passage; every verdict is kept. ' +
    'Held against the reply it says what was used, not what was needed. Source: Ragas, `context_precision`: Σ (precision at k × v_k) ÷ Σ v_k, 0 where no passage helps.',
  needs: ['reply', 'values'],
  useCases: ['retrieval'],
  settings: z.strictObject({ ...contextSetting, ...judgeSetting }),
  calls: () => ({ low: 1, expected: 5, high: 20 }),
  async judge(evidence, { context }, bench) {
    const question = questionOf(evidence);
    const chunks = chunksIn(evidence, context);
    const hasExpected = evidence.expected !== undefined && evidence.expected !== null;
    const answer = hasExpected ? expectedOf(evidence) : evidence.reply;
    const answers = await allOf(
      chunks.map(({ text }) =>
        choose(bench, {
          task: `You decide whether a "passage" was of use for reaching an "answer" to a "question": yes where something in the answer rests on it, no otherwise.\n\n${choiceLines(yesOrNo)}`,
          texts: [
            ['question', question],
            ['answer', answer],
            ['passage', text],
          ],
          choices: yesOrNo,
        }),
      ),
    );
    const useful = answers.map(({ choice }) => choice === 'yes');
    const found = useful.filter(Boolean).length;
    return scored(averagePrecision(useful), `${found} of ${chunks.length} passages useful`, {
      against: hasExpected ? 'expected' : 'reply',
      passages: chunks.map(({ id }, place) => ({
        id,
        useful: useful[place] ?? false,
        reason: answers[place]?.reason ?? '',
      })),
    });
  },
});

/** The mean of precision at each useful place; 0 without one. */
export function averagePrecision(useful: readonly boolean[]): number {
  let found = 0;
  let sum = 0;
  for (const [place, isUseful] of useful.entries()) {
    if (!isUseful) continue;
    found += 1;
    sum += found / (place + 1);
  }
  return found === 0 ? 0 : sum / found;
}
