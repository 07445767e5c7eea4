import type { JsonObject } from '#base/json.ts';
import * as z from 'zod/mini';
import type { Measured } from '../metric.ts';
import { allOf, sampled, scored, undecided, type Bench } from './judge.ts';
import type { NamedText } from './material.ts';

/** One answer that a judge may give. */
export interface Choice {
  readonly choice: string;
  readonly description?: string | undefined;
  readonly score: number;
}

export const yesOrNo: readonly Choice[] = [
  { choice: 'yes', score: 1 },
  { choice: 'no', score: 0 },
];

interface Chosen {
  readonly reason: string;
  readonly choice: string;
}

const shapes = new WeakMap<readonly Choice[], z.ZodMiniType<Chosen>>();

/** The reason comes first, so that the choice follows from it. */
function shapeOf(choices: readonly Choice[]): z.ZodMiniType<Chosen> {
  const known = shapes.get(choices);
  if (known !== undefined) return known;
  const shape = z.object({
    reason: reasonShape,
    choice: z.literal(choices.map(({ choice }) => choice)),
  });
  shapes.set(choices, shape);
  return shape;
}

export const reasonShape: z.ZodMiniString = z
  .string()
  .check(z.describe('one or two sentences: why'));

/** The choices as the judge reads them. */
export function choiceLines(choices: readonly Choice[]): string {
  const lines = choices.map(({ choice, description }) =>
    description === undefined
      ? `- ${JSON.stringify(choice)}`
      : `- ${JSON.stringify(choice)}: ${description}`,
  );
  return `The choices:\n${lines.join('\n')}`;
}

export interface ChoiceQuestion {
  readonly task: string;
  readonly texts: readonly NamedText[];
  readonly choices: readonly Choice[];
}

export function choose(
  bench: Bench,
  { task, texts, choices }: ChoiceQuestion,
  sample?: number,
): Promise<Chosen> {
  const shape = shapeOf(choices);
  return bench.ask({ task, texts, shape, ...(sample === undefined ? {} : { sample }) });
}

/** Asks `count` times; a choice counts that more than half of the answers asked for make. */
export async function chooseOften(
  bench: Bench,
  question: ChoiceQuestion,
  count: number,
): Promise<Measured> {
  const { usable, broken } = await sampled(count, (sample) => choose(bench, question, sample));
  const details = {
    samples: usable.map(({ choice, reason }) => ({ choice, reason })),
    ...(broken.length === 0 ? {} : { unusable: broken }),
  };
  const votes = question.choices.map((one) => ({
    ...one,
    count: usable.filter(({ choice }) => choice === one.choice).length,
  }));
  const winner = votes.find((vote) => vote.count * 2 > count);
  if (winner === undefined)
    return undecided(`the judge contradicts itself: ${tellVotes(votes)}`, details);
  return scoredChoice(winner, question.choices, usable, details);
}

function scoredChoice(
  { choice, score }: Choice,
  choices: readonly Choice[],
  usable: readonly Chosen[],
  details: JsonObject,
): Measured {
  const best = Math.max(...choices.map((one) => one.score));
  const reason = usable.find((one) => one.choice === choice)?.reason ?? '';
  return scored(score, `${choice}: ${reason}`, { choice, ...details }, score === best);
}

function tellVotes(votes: readonly { readonly choice: string; readonly count: number }[]): string {
  return votes
    .filter(({ count }) => count > 0)
    .map(({ choice, count }) => `${count} × ${choice}`)
    .join(', ');
}

/** The same question with the texts in both roles. Rejects with the first fault, after both have ended. */
export function bothWays(
  bench: Bench,
  there: ChoiceQuestion,
  back: ChoiceQuestion,
): Promise<readonly Chosen[]> {
  return allOf([choose(bench, there), choose(bench, back)]);
}
