import { sortedJson } from '#base/sortedJson.ts';
import type { ModelEntry } from '#protocol/catalogue.ts';
import { sha256 } from '../files/hash.ts';
import type { Evidence, MetricTools, PreparedEvaluator } from '../metrics/metric.ts';
import type { Evaluator } from '../prompts/prompt.ts';

/**
 * Changes when the judge's model, the metric, its settings, its threshold or its words do. Its words are what it asks
 * first about one fixed reply: a rubric that a new version of Assay words differently counts, and has no number that
 * anybody could forget to raise. Comments, places, the order of keys and the evaluator's name do not count.
 */
export async function judgeFingerprint(
  { uses, with: settings, threshold }: Evaluator,
  prepared: PreparedEvaluator,
  models: readonly Pick<ModelEntry, 'id' | 'provider' | 'name'>[],
): Promise<string> {
  const asked = await firstQuestions(prepared);
  const judged = models.map(({ id, provider, name }) => [id, provider, name]);
  const text = sortedJson([uses, settings ?? {}, threshold ?? null, judged, asked]);
  return sha256(text).slice(0, 32);
}

async function firstQuestions(prepared: PreparedEvaluator): Promise<readonly unknown[]> {
  const asked: unknown[] = [];
  const hear = (question: unknown): Promise<never> => {
    asked.push(question);
    return Promise.reject(new Error('This question is only looked at.'));
  };
  const tools: MetricTools = {
    defaultJudge: prepared.judges[0],
    defaultEmbedding: prepared.embedders[0],
    ask: hear,
    refuse: () => {},
    embed: hear,
  };
  await prepared.measure(sample, tools);
  return asked;
}

/** Never changed: every fingerprint would be. */
const sample: Evidence = {
  reply: 'It is a sample.',
  ending: 'stop',
  testCase: {
    id: 'sample',
    values: {
      input: 'What is it?',
      question: 'What is it?',
      context: ['It is a sample.'],
      expected: 'It is a sample.',
    },
    expected: 'It is a sample.',
    tags: [],
    source: { file: 'sample', line: 1 },
  },
  expected: 'It is a sample.',
  messages: [{ role: 'user', content: 'What is it?' }],
  latencyMs: undefined,
  costUsd: undefined,
  usage: undefined,
};
