import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { contains } from './contains.ts';
import { containsAll } from './containsAll.ts';
import { containsAny } from './containsAny.ts';
import { cost } from './cost.ts';
import { editSimilarity } from './editSimilarity.ts';
import { ending } from './ending.ts';
import { endsWith } from './endsWith.ts';
import { exactMatch } from './exactMatch.ts';
import { json } from './json.ts';
import { jsonSchema } from './jsonSchema.ts';
import { coherence, fluency, groundedness, relevance, similarity } from './judges/githubJudges.ts';
import { llm } from './judges/llm.ts';
import { label } from './label.ts';
import { latency } from './latency.ts';
import { map } from './map.ts';
import type { Metric } from './metric.ts';
import { mrr } from './mrr.ts';
import { ndcg } from './ndcg.ts';
import { numeric } from './numeric.ts';
import { precisionAtK } from './precisionAtK.ts';
import { recallAtK } from './recallAtK.ts';
import { regex } from './regex.ts';
import { rouge } from './rouge.ts';
import { startsWith } from './startsWith.ts';
import { string } from './string.ts';
import { ter } from './ter.ts';
import { wordCount } from './wordCount.ts';

/** Every metric that comes with Assay. One line each. */
export const builtinMetrics: readonly Metric[] = [
  exactMatch,
  contains,
  containsAny,
  containsAll,
  startsWith,
  endsWith,
  regex,
  numeric,
  editSimilarity,
  wordCount,
  bleu,
  chrf,
  ter,
  rouge,
  recallAtK,
  precisionAtK,
  mrr,
  map,
  ndcg,
  json,
  jsonSchema,
  label,
  latency,
  cost,
  ending,
  string,
  llm,
  similarity,
  coherence,
  fluency,
  relevance,
  groundedness,
];

/** The metric that an evaluator means by `uses:`. */
export function metricOf(kind: string): Metric | undefined {
  return builtinMetrics.find((metric) => metric.kind === kind);
}
