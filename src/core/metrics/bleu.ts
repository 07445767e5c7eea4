import * as z from 'zod/mini';
import type { CorpusAccumulator, Measured, Metric } from './metric.ts';
import { references } from './text.ts';
import { bleuCounts, bleuScore, type Smoothing, smoothings } from './translation/bleuScore.ts';
import { countsStatistic, CountsSum } from './translation/corpusCounts.ts';
import { tokenizerNames, tokenizers } from './translation/tokenizers.ts';
import { noExpected } from './verdict.ts';

interface Settings {
  readonly tokenizer: (typeof tokenizerNames)[number];
  readonly smoothing: (typeof smoothings)[number];
  readonly smoothingValue?: number | undefined;
  readonly lowercase: boolean;
  readonly effectiveOrder: boolean;
}

export const bleu: Metric<Settings> = {
  kind: 'bleu',
  title: 'BLEU',
  documentation:
    'For translation: how many sequences of one to four tokens the replies share with the expected texts, counted over all cases together, with a penalty for short replies. ' +
    'A list of expected texts is several references. ' +
    'The value of one case is its sentence BLEU with effective order, to look at only: the mean of those is not the BLEU of all. ' +
    'Blind to meaning, and comparable only under the same signature, which the result names; for Chinese use the tokenizer `zh`, for Japanese, Korean and Thai rather `chrf`. ' +
    'Source: Papineni et al. 2002, as sacreBLEU 2.6.0 computes it.',
  level: 'corpus',
  better: 'higher',
  range: [0, 100],
  needs: ['reply', 'expected'],
  cost: 'free',
  useCases: ['translation'],
  settings: z.strictObject({
    tokenizer: z.prefault(
      z
        .enum(tokenizerNames)
        .check(
          z.describe(
            'How tokens are cut: `13a` as WMT does, `intl` by Unicode punctuation, `zh` with single Chinese characters, `char`, or `none` at white space only.',
          ),
        ),
      '13a',
    ),
    smoothing: z.prefault(
      z.enum(smoothings).check(z.describe('What stands for an order without any match.')),
      'exp',
    ),
    smoothingValue: z.optional(
      z
        .number()
        .check(
          z.positive(),
          z.maximum(1),
          z.describe('Of `floor`, 0.1 where left out, and of `add-k`, 1 where left out.'),
        ),
    ),
    lowercase: z.prefault(
      z.boolean().check(z.describe('Upper and lower case are the same.')),
      false,
    ),
    effectiveOrder: z.prefault(
      z
        .boolean()
        .check(
          z.describe(
            'The value over all cases looks only at orders that the replies are long enough for.',
          ),
        ),
      false,
    ),
  }),
  measure({ reply, expected }, settings): Measured {
    const texts = references(expected);
    if (texts === undefined) return noExpected;
    const fold = (text: string): string => (settings.lowercase ? text.toLowerCase() : text);
    const counts = bleuCounts(fold(reply), texts.map(fold), tokenizers[settings.tokenizer]);
    const { score } = bleuScore(counts, smoothingOf(settings), true);
    return {
      score: { outcome: 'scored', value: score },
      statistic: countsStatistic(counts, texts.length),
    };
  },
  accumulate,
};

function accumulate(settings: Settings): CorpusAccumulator {
  const sum = new CountsSum();
  return {
    add: (statistic) => sum.add(statistic),
    sums: sum,
    result() {
      const { counts, cases, references: perCase } = sum.result();
      if (cases === 0) return { value: undefined, figures: {}, cases };
      const result = bleuScore(counts, smoothingOf(settings), settings.effectiveOrder);
      const [one, two, three, four] = result.precisions;
      return {
        value: result.score,
        figures: {
          'precision-1': one,
          'precision-2': two,
          'precision-3': three,
          'precision-4': four,
          'brevity-penalty': result.brevityPenalty,
          tokens: result.length,
          'reference-tokens': result.referenceLength,
        },
        detail: { signature: signatureOf(settings, perCase) },
        cases,
      };
    },
  };
}

function smoothingOf({ smoothing, smoothingValue }: Settings): Smoothing {
  return { method: smoothing, value: smoothingValue ?? (smoothing === 'floor' ? 0.1 : 1) };
}

/** As sacreBLEU writes it, so that two results can be told apart. */
function signatureOf(settings: Settings, perCase: number | 'var'): string {
  const { method, value } = smoothingOf(settings);
  const hasValue = method === 'floor' || method === 'add-k';
  return [
    `nrefs:${perCase}`,
    `case:${settings.lowercase ? 'lc' : 'mixed'}`,
    `eff:${settings.effectiveOrder ? 'yes' : 'no'}`,
    `tok:${settings.tokenizer}`,
    `smooth:${method}${hasValue ? `[${value.toFixed(2)}]` : ''}`,
  ].join('|');
}
