import * as z from 'zod/mini';
import type { Evidence, Measured, Metric } from '../metric.ts';
import { checkClaims, claimsOf, supportedAmong } from './claims.ts';
import { defineJudge, judgeSetting, scored, type Bench, type JudgeSettings } from './judge.ts';
import { contextSetting } from './settings.ts';
import { chunksIn, chunkTexts, expectedOf, questionIn } from './sources.ts';

interface Settings extends JudgeSettings {
  readonly context: string;
}

const settings = z.strictObject({ ...contextSetting, ...judgeSetting });

export const faithfulness: Metric<Settings> = defineJudge<Settings>({
  kind: 'faithfulness',
  version: 1,
  title: 'Faithfulness',
  documentation:
    "The share of the reply's claims that follow from the retrieved context: one call takes the reply apart into claims, one checks them, and claims, verdicts and reasons are kept. " +
    'Says nothing of whether the context is right or the answer useful; a reply without a claim is not applicable. ' +
    'Judges overlook support in very long contexts. Source: Ragas, `faithfulness`: supported claims ÷ claims.',
  needs: ['reply', 'values'],
  useCases: ['retrieval', 'summarisation'],
  settings,
  calls: () => ({ low: 1, expected: 2, high: 2 }),
  judge: (evidence, { context }, bench) =>
    shareOf(evidence, bench, 'reply', evidence.reply, context),
});

export const contextRecall: Metric<Settings> = defineJudge<Settings>({
  kind: 'context-recall',
  version: 1,
  title: 'Context recall',
  documentation:
    "The share of the expected text's claims that follow from the retrieved context: how much of what a right answer needs was found. " +
    'It judges the retrieval, not the reply. Where gold passages are known, count them instead. ' +
    'Source: Ragas, `context_recall`, over claims in place of sentences: supported claims ÷ claims.',
  needs: ['expected', 'values'],
  useCases: ['retrieval'],
  settings,
  calls: () => ({ low: 1, expected: 2, high: 2 }),
  judge: (evidence, { context }, bench) =>
    shareOf(evidence, bench, 'expected text', expectedOf(evidence), context),
});

async function shareOf(
  evidence: Evidence,
  bench: Bench,
  name: string,
  text: string,
  context: string,
): Promise<Measured> {
  const passages = chunkTexts(chunksIn(evidence, context));
  const claims = await claimsOf(bench, name, text, questionIn(evidence));
  const checked = await checkClaims(bench, claims, passages);
  const supported = supportedAmong(checked);
  const why = `${supported} of ${checked.length} claims supported`;
  return scored(supported / checked.length, why, { claims: checked });
}

export const hallucination: Metric<Settings> = defineJudge<Settings>({
  kind: 'hallucination',
  version: 1,
  title: 'Hallucination',
  documentation:
    "The share of the reply's claims that nothing given supports: neither the retrieved context nor, where the case has it, the expected text. " +
    'Lower is better, and only 0 passes. ' +
    'A true statement from outside of what was given counts as made up. Source: 1 − supported claims ÷ claims, as in faithfulness.',
  needs: ['reply', 'values'],
  useCases: ['retrieval', 'summarisation', 'question-answering'],
  better: 'lower',
  settings,
  calls: () => ({ low: 1, expected: 2, high: 2 }),
  async judge(evidence, { context }, bench) {
    const expected = evidence.expected === undefined ? [] : expectedTexts(evidence);
    const passages = chunkTexts(chunksIn(evidence, context));
    const claims = await claimsOf(bench, 'reply', evidence.reply, questionIn(evidence));
    const checked = await checkClaims(bench, claims, [...passages, ...expected]);
    const invented = checked.length - supportedAmong(checked);
    const why = `${invented} of ${checked.length} claims unsupported`;
    return scored(invented / checked.length, why, { claims: checked }, invented === 0);
  },
});

function expectedTexts(evidence: Evidence): readonly (readonly [string, string])[] {
  return evidence.expected === null ? [] : [['expected text', expectedOf(evidence)]];
}
