import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { checkClaims, claimsOf } from './claims.ts';
import { allOf, defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import { contextSetting } from './settings.ts';
import { chunksIn, expectedOf, questionIn } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly context: string;
  readonly passages: 'relevant' | 'irrelevant';
}

export const noiseSensitivity: Metric<Settings> = defineJudge<Settings>({
  kind: 'noise-sensitivity',
  version: 1,
  title: 'Noise sensitivity',
  documentation:
    "The share of the reply's claims that are wrong, that is, not supported by the expected text, and that come from a retrieved passage: from a relevant one, or with `passages: irrelevant` from irrelevant ones alone. A passage is relevant where it supports a claim of the expected text. " +
    'Lower is better. It shows whether wrong answers come from misread passages or from noise in the retrieval. ' +
    'Three calls and one a passage. Source: Ragas, `noise_sensitivity`: claims that are wrong and supported by such a passage ÷ claims.',
  needs: ['reply', 'expected', 'values'],
  useCases: ['retrieval'],
  better: 'lower',
  settings: z.strictObject({
    passages: z.prefault(
      z
        .enum(['relevant', 'irrelevant'])
        .check(z.describe('Which passages the wrong claims come from.')),
      'relevant',
    ),
    ...contextSetting,
    ...judgeSetting,
  }),
  calls: () => ({ low: 3, expected: 8, high: 23 }),
  async judge(evidence, { context, passages }, bench) {
    const question = questionIn(evidence);
    const chunks = chunksIn(evidence, context);
    const expected = expectedOf(evidence);
    const [made = [], wanted = []] = await allOf([
      claimsOf(bench, 'reply', evidence.reply, question),
      claimsOf(bench, 'expected text', expected, question),
    ]);
    const [right = [], ...byPassage] = await allOf([
      checkClaims(bench, made, [['expected text', expected]]),
      ...chunks.map(({ text }) => checkClaims(bench, [...made, ...wanted], [['passage', text]])),
    ]);
    const matrix = byPassage.map((checked) => checked.map(({ supported }) => supported));
    const isRight = right.map(({ supported }) => supported);
    const noise = noiseOf(isRight, matrix);
    const noisy = noise[passages];
    return scored(noisy.length / made.length, `${noisy.length} of ${made.length} claims`, {
      claims: right,
      noisy: noisy.map((place) => made[place] ?? ''),
      passages: chunks.map(({ id }, place) => ({ id, relevant: noise.isRelevant[place] ?? false })),
    });
  },
});

/** Places of the claims that are wrong and come from relevant passages, or from irrelevant ones alone. */
export interface Noise {
  readonly relevant: readonly number[];
  readonly irrelevant: readonly number[];
  /** By passage. */
  readonly isRelevant: readonly boolean[];
}

/** `supports`: by passage, the claims of the reply and then those of the expected text. */
export function noiseOf(
  isRight: readonly boolean[],
  supports: readonly (readonly boolean[])[],
): Noise {
  const isRelevant = supports.map((row) => row.slice(isRight.length).some(Boolean));
  const relevant: number[] = [];
  const irrelevant: number[] = [];
  for (const [claim, right] of isRight.entries()) {
    if (right) continue;
    const from = (wanted: boolean): boolean =>
      supports.some((row, passage) => isRelevant[passage] === wanted && row[claim] === true);
    if (from(true)) relevant.push(claim);
    else if (from(false)) irrelevant.push(claim);
  }
  return { relevant, irrelevant, isRelevant };
}
