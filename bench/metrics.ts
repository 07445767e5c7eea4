import type { Measure, Metric } from '#core/metrics/metric.ts';
import * as z from 'zod/mini';
import { bleu } from '#core/metrics/bleu.ts';
import { chrf } from '#core/metrics/chrf.ts';
import { rouge } from '#core/metrics/rouge.ts';
import { ter } from '#core/metrics/ter.ts';
import { seededRandom } from '#core/stats/random.ts';
import { median } from './median.ts';
import { atMost, shown, type Goal, type Row } from './row.ts';

const wordsPerText = 100;

/** Metrics of texts, on one core: so many pairs of 100 words each, of which three in four are shared. */
export function metrics(pairs: number, times: number): readonly Row[] {
  const texts = makePairs(pairs);
  const rouges = ['rouge-1', 'rouge-2', 'rouge-l'].map((variant) => measureOf(rouge, { variant }));
  return [
    row('ROUGE-1, -2 and -L', texts, times, rouges, atMost((1.5 * pairs) / 10_000)),
    row('BLEU', texts, times, [measureOf(bleu)]),
    row('chrF', texts, times, [measureOf(chrf)]),
    row('TER', texts, times, [measureOf(ter)]),
  ];
}

function row(
  name: string,
  texts: readonly (readonly [string, string])[],
  times: number,
  measures: readonly Measure[],
  goal?: Goal,
): Row {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const { user } = process.cpuUsage();
    for (const [reply, expected] of texts) {
      for (const measure of measures) void measure({ ...unremarkable, reply, expected }, tools);
    }
    taken.push((process.cpuUsage().user - user) / 1e6);
  }
  return {
    name: `${name}, ${texts.length} pairs of ${wordsPerText} words`,
    value: median(taken),
    unit: 's',
    ...(goal && { goal }),
    note: `of processor time; ${shown((median(taken) / texts.length) * 1e6)} µs a pair`,
  };
}

function measureOf<Settings>(metric: Metric<Settings>, settings: object = {}): Measure {
  const read = z.parse(metric.settings, settings);
  return (evidence, given) => metric.measure(evidence, read, given);
}

/** English-like: few words are frequent, most are rare. */
function makePairs(pairs: number): readonly (readonly [string, string])[] {
  const random = seededRandom(1);
  const word = (): string => `w${Math.floor(3000 * random.next() ** 3).toString(36)}`;
  return Array.from({ length: pairs }, () => {
    const words = Array.from({ length: wordsPerText }, word);
    const others = words.map((one) => (random.next() < 0.75 ? one : word()));
    const [from, to] = [random.below(80), random.below(80)];
    others.splice(to, 0, ...others.splice(from, 5));
    return [`${words.join(' ')}.`, `${others.join(' ')}.`];
  });
}

const unremarkable = {
  ending: 'stop',
  testCase: { id: 'one', values: {}, tags: [], source: { file: 'a.prompt.yml', line: 1 } },
  messages: [],
  latencyMs: undefined,
  costUsd: undefined,
  usage: undefined,
} as const;

const tools = {
  ask: () => Promise.reject(new Error('No metric here asks a model.')),
  embed: () => Promise.reject(new Error('No metric here compares vectors.')),
  defaultJudge: undefined,
  refuse: () => {},
};
