import * as z from 'zod/mini';
import type { JsonObject } from '#base/json.ts';
import { reasonShape } from './choices.ts';
import type { Bench } from './judge.ts';
import type { NamedText } from './material.ts';
import { nothing } from './sources.ts';

/** A claim of a text, and whether the texts it was held against support it. Fit for `details`. */
export interface CheckedClaim extends JsonObject {
  readonly claim: string;
  readonly supported: boolean;
  readonly reason: string;
}

/** More would be more than a judge can number without a slip. */
const mostClaims = 60;

const claimsShape = z.object({
  claims: z.array(z.string().check(z.describe('one claim as a whole sentence'))),
});

/**
 * The claims that a text makes, each a sentence that can be checked by itself. Not applicable where there are none:
 * a share of nothing is neither 0 nor 1. `name`: what the text is, for the judge and for people.
 */
export async function claimsOf(
  bench: Bench,
  name: string,
  text: string,
  question: string | undefined,
): Promise<readonly string[]> {
  if (text.trim() === '') return nothing(`the ${name} is empty`);
  const { claims } = await bench.ask({
    task: `You take a text apart into the claims it makes about the world. Take the text "${name}"; a "question", where one is shown, only says what its words refer to. Write each claim as one short sentence that can be understood by itself: names in place of pronouns, one fact a sentence, nothing added and nothing left out. Greetings, questions, advice without a fact, and remarks that the author does not know are no claims; without any claim the list is empty. At most ${mostClaims} claims.`,
    texts: [...(question === undefined ? [] : [['question', question] as const]), [name, text]],
    shape: claimsShape,
    fault: ({ claims: found }) =>
      found.length > mostClaims ? `there are more than ${mostClaims} claims` : undefined,
  });
  const kept = claims.map((claim) => claim.replace(/\s+/g, ' ').trim()).filter(Boolean);
  return kept.length === 0 ? nothing(`the ${name} makes no claim`) : kept;
}

const verdictsShape = z.object({
  verdicts: z.array(
    z.object({
      number: z.number().check(z.describe('number of the claim')),
      reason: reasonShape,
      supported: z.boolean(),
    }),
  ),
});

/** Whether each claim follows from the texts; in the order of the claims. */
export async function checkClaims(
  bench: Bench,
  claims: readonly string[],
  against: readonly NamedText[],
): Promise<readonly CheckedClaim[]> {
  const { verdicts } = await bench.ask({
    task: 'You check claims against texts. The text "claims" holds one claim a line, with its number. A claim is supported where it follows from the other texts alone: what they leave open or contradict is not supported, whether or not it is true. Give one verdict for each number.',
    texts: [...against, ['claims', claims.map((one, place) => `${place + 1}. ${one}`).join('\n')]],
    shape: verdictsShape,
    fault: (answer) =>
      numbersFault(
        answer.verdicts,
        claims.map((_, place) => place + 1),
      ),
  });
  const byNumber = new Map(verdicts.map((verdict) => [verdict.number, verdict]));
  return claims.map((claim, place) => {
    const verdict = byNumber.get(place + 1);
    return {
      claim,
      supported: verdict?.supported ?? false,
      reason: verdict?.reason ?? '',
    };
  });
}

/** Each number that was asked for must be there exactly once: a verdict that is missing is no verdict. */
export function numbersFault(
  numbered: readonly { readonly number: number }[],
  wanted: readonly number[],
): string | undefined {
  const seen = new Set(numbered.map(({ number }) => number));
  if (seen.size < numbered.length) return 'a number is there twice';
  const missing = wanted.find((number) => !seen.has(number));
  if (missing !== undefined) return `number ${missing} is missing`;
  return seen.size > wanted.length ? 'there is a number that nobody asked for' : undefined;
}

export function supportedAmong(claims: readonly CheckedClaim[]): number {
  return claims.filter(({ supported }) => supported).length;
}
