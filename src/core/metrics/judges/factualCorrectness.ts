import * as z from 'zod/mini';
import type { Metric } from '../metric.ts';
import { checkClaims, claimsOf, supportedAmong } from './claims.ts';
import { allOf, defineJudge, judgeSetting, scored, type JudgeSettings } from './judge.ts';
import { expectedOf, questionIn } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly beta: number;
}

export const factualCorrectness: Metric<Settings> = defineJudge<Settings>({
  kind: 'factual-correctness',
  version: 1,
  title: 'Factual correctness',
  documentation:
    "Takes the reply and the expected text apart into claims and checks each side's claims against the other: precision is the share of the reply's claims that hold, recall that of the expected ones that the reply makes, and the score is their F-beta. " +
    '`beta` above 1 weighs recall more. Four calls; all claims and verdicts are kept. ' +
    'A side without a claim is not applicable, so count refusals with `refusal`. Source: Ragas, `factual_correctness`, without its rounding: (1 + β²)·tp ÷ ((1 + β²)·tp + β²·fn + fp).',
  needs: ['reply', 'expected'],
  useCases: ['question-answering', 'summarisation', 'retrieval'],
  settings: z.strictObject({
    beta: z.prefault(
      z
        .number()
        .check(z.gt(0), z.maximum(10), z.describe('How much more recall counts than precision.')),
      1,
    ),
    ...judgeSetting,
  }),
  calls: () => ({ low: 2, expected: 4, high: 4 }),
  async judge(evidence, { beta }, bench) {
    const question = questionIn(evidence);
    const { reply } = evidence;
    const expected = expectedOf(evidence);
    const [ofReply = [], ofExpected = []] = await allOf([
      claimsOf(bench, 'reply', reply, question),
      claimsOf(bench, 'expected text', expected, question),
    ]);
    const [made = [], wanted = []] = await allOf([
      checkClaims(bench, ofReply, [['expected text', expected]]),
      checkClaims(bench, ofExpected, [['reply', reply]]),
    ]);
    const right = supportedAmong(made);
    const wrong = made.length - right;
    const missing = wanted.length - supportedAmong(wanted);
    const why = `${right} right, ${wrong} wrong, ${missing} missing`;
    return scored(fBeta(right, wrong, missing, beta), why, {
      precision: right / made.length,
      recall: supportedAmong(wanted) / wanted.length,
      reply: made,
      expected: wanted,
    });
  },
});

/** 0 where nothing is right. */
export function fBeta(right: number, wrong: number, missing: number, beta: number): number {
  const square = beta * beta;
  return right === 0
    ? 0
    : ((1 + square) * right) / ((1 + square) * right + square * missing + wrong);
}
