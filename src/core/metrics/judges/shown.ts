import type { Evidence } from '../metric.ts';
import type { NamedText } from './material.ts';
import { chunksIn, chunkTexts, expectedOf, questionIn } from './sources.ts';

/** Settings that say what a judge sees beside question and reply. */
export interface Shown {
  readonly references: boolean;
  readonly context?: string | undefined;
}

/** The question where there is one, what the settings ask for, and the reply last. */
export function textsOf(evidence: Evidence, { references, context }: Shown): readonly NamedText[] {
  const question = questionIn(evidence);
  return [
    ...(question === undefined ? [] : [['question', question] as const]),
    ...(context === undefined ? [] : chunkTexts(chunksIn(evidence, context))),
    ...(references ? [['expected', expectedOf(evidence)] as const] : []),
    ['reply', evidence.reply],
  ];
}

/** What the blocks are, for the judge. */
export const blockWords: string =
  'You are shown a "reply", perhaps the "question" it answers, "passage" texts that it could go by, and an "expected" text that is right.';
