import { answerRelevancy } from './answerRelevancy.ts';
import { containsNone } from './answers/containsNone.ts';
import { multipleChoice } from './answers/multipleChoice.ts';
import { tokenF1 } from './answers/tokenF1.ts';
import { toolArguments } from './agents/toolArguments.ts';
import { toolCalls } from './agents/toolCalls.ts';
import { toolsAllowed } from './agents/toolsAllowed.ts';
import { toolSequence } from './agents/toolSequence.ts';
import { packages } from './code/packages.ts';
import { parses } from './code/parses.ts';
import { fields } from './extraction/fields.ts';
import { jsonSimilarity } from './extraction/jsonSimilarity.ts';
import { record } from './extraction/record.ts';
import { hitAtK } from './ranking/hitAtK.ts';
import { idContextPrecision } from './ranking/idContextPrecision.ts';
import { idContextRecall } from './ranking/idContextRecall.ts';
import { citations } from './retrieval/citations.ts';
import { quotedSpans } from './retrieval/quotedSpans.ts';
import { canary } from './safety/canary.ts';
import { copiedText } from './safety/copiedText.ts';
import { counterfactual } from './safety/counterfactual.ts';
import { personalData } from './safety/personalData.ts';
import { refusalWords } from './safety/refusalWords.ts';
import { secrets } from './safety/secrets.ts';
import { unsafeOutput } from './safety/unsafeOutput.ts';
import { sqlExecution } from './sql/sqlExecution.ts';
import { compression } from './summary/compression.ts';
import { coverage } from './summary/coverage.ts';
import { density } from './summary/density.ts';
import { lengthLimit } from './summary/lengthLimit.ts';
import { novelNgrams } from './summary/novelNgrams.ts';
import { assertions } from './assertions/assertions.ts';
import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import { gleu } from './translation/gleu.ts';
import { xml } from './code/xml.ts';
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
import { judges } from './judges/judges.ts';
import { llm } from './judges/llm.ts';
import { label } from './label.ts';
import { javascript } from './javascript.ts';
import { latency } from './latency.ts';
import { map } from './map.ts';
import type { Metric } from './metric.ts';
import { mrr } from './mrr.ts';
import { ndcg } from './ndcg.ts';
import { numeric } from './numeric.ts';
import { precisionAtK } from './precisionAtK.ts';
import { process } from './process.ts';
import { recallAtK } from './recallAtK.ts';
import { regex } from './regex.ts';
import { rouge } from './rouge.ts';
import { semanticSimilarity } from './semanticSimilarity.ts';
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
  containsNone,
  startsWith,
  endsWith,
  regex,
  numeric,
  multipleChoice,
  tokenF1,
  editSimilarity,
  wordCount,
  lengthLimit,
  bleu,
  chrf,
  gleu,
  ter,
  rouge,
  compression,
  coverage,
  density,
  novelNgrams,
  hitAtK,
  recallAtK,
  precisionAtK,
  mrr,
  map,
  ndcg,
  idContextPrecision,
  idContextRecall,
  citations,
  quotedSpans,
  json,
  jsonSchema,
  xml,
  fields,
  record,
  jsonSimilarity,
  label,
  parses,
  packages,
  sqlExecution,
  toolCalls,
  toolSequence,
  toolsAllowed,
  toolArguments,
  latency,
  cost,
  ending,
  semanticSimilarity,
  answerRelevancy,
  personalData,
  secrets,
  unsafeOutput,
  canary,
  copiedText,
  refusalWords,
  counterfactual,
  string,
  llm,
  similarity,
  coherence,
  fluency,
  relevance,
  groundedness,
  ...judges,
  javascript,
  process,
  assertions,
];

/** The metric that an evaluator means by `uses:`. */
export function metricOf(kind: string): Metric | undefined {
  return builtinMetrics.find((metric) => metric.kind === kind);
}
