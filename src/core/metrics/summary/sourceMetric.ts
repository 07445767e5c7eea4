import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import { chunksOf } from '../context.ts';
import type { Evidence, Measured, Metric } from '../metric.ts';
import { tokensOf } from '../tokens.ts';
import { notApplicable } from '../verdict.ts';

export interface SourceSettings {
  readonly source: string;
}

type Head = Pick<Metric, 'kind' | 'title' | 'documentation' | 'better' | 'range'>;

/** Words in lower case. The reply has at least one. */
export interface Summarised {
  readonly source: readonly string[];
  readonly reply: readonly string[];
}

/** A metric of a reply beside the text it was made from. */
export function sourceMetric(
  head: Head,
  figure: (texts: Summarised) => Measured,
): Metric<SourceSettings> {
  return {
    ...head,
    level: 'case',
    needs: ['reply', 'values'],
    cost: 'free',
    useCases: ['summarisation'],
    settings: z.strictObject({ source: sourceColumn }),
    measure(evidence, settings) {
      const texts = textsOf(evidence, settings);
      return typeof texts === 'string' ? notApplicable(texts) : figure(texts);
    },
  };
}

export const sourceColumn: ZodMiniType<string> = z.prefault(
  z.string().check(z.minLength(1), z.describe('The column that holds the text to summarise.')),
  'document',
);

/** Why there is nothing to compare, or the words of both. */
export function textsOf(
  { reply, testCase }: Evidence,
  { source }: SourceSettings,
): Summarised | string {
  const chunks = chunksOf(testCase.values, source) ?? [];
  const words = tokensOf(chunks.map(({ text }) => text).join('\n'));
  if (words.length === 0) return `the case has no text in ${quoteFound(source)}`;
  const ours = tokensOf(reply);
  return ours.length === 0 ? 'the reply has no word' : { source: words, reply: ours };
}
