import type { MockBehaviour, MockReply } from './mockScript.ts';
import type { JsonObject } from '#base/json.ts';

/** An evaluator of each of Assay's own judges, with settings under which it asks. */
export const everyJudge: readonly (readonly [kind: string, settings: JsonObject])[] = [
  ['rubric', { criteria: 'It is polite.' }],
  ['checklist', { criteria: ['It is polite.', 'It is short.'] }],
  ['g-eval', { criteria: 'Is it polite?' }],
  ['pairwise', {}],
  ['closed-qa', {}],
  ['answer-accuracy', {}],
  ['factual-correctness', {}],
  ['faithfulness', {}],
  ['groundedness', {}],
  ['hallucination', {}],
  ['noise-sensitivity', {}],
  ['context-precision', {}],
  ['context-recall', {}],
  ['context-relevance', {}],
  ['summary-quality', {}],
  ['translation-quality', {}],
  ['sql-equivalence', {}],
  ['goal-accuracy', {}],
  ['topic-adherence', { topics: ['rain'] }],
  ['role-adherence', { role: 'A clerk.' }],
  ['knowledge-retention', {}],
  ['refusal', { expect: 'answer' }],
  ['harm', {}],
  ['stereotype', {}],
];

/** A prompt of one case that has all that judges look at, and the evaluators given. JSON is YAML. */
export function judgedPrompt(
  evaluators: readonly (readonly [kind: string, settings: JsonObject])[],
  more: JsonObject = {},
): string {
  return JSON.stringify({
    name: 'asked',
    model: 'mock/small',
    modelParameters: { maxTokens: 200 },
    messages: [{ role: 'user', content: '{{input}}' }],
    testData: [
      { id: 'one', input: 'Will it rain?', expected: 'It will rain.', context: ['Rain.', 'Sun.'] },
    ],
    evaluators: evaluators.map(([uses, settings]) => ({
      name: uses,
      uses,
      with: { modelId: 'other/small', ...settings },
    })),
    ...more,
  });
}

/** The code of the question that a prompt, as the mock provider sees it, puts. */
export function codeOf(prompt: string): string {
  return /^Code: ([0-9a-f]{12})$/m.exec(prompt)?.[1] ?? '';
}

/** A model that gives this answer, always at the same cost. */
export function saying(answer: MockReply['answer'], ending?: MockReply['ending']): MockBehaviour {
  return {
    reply: {
      ...(answer === undefined ? {} : { answer }),
      usage: { input: 100, output: 20 },
      ...(ending === undefined ? {} : { ending }),
    },
  };
}
