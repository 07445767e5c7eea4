import type { Metric } from '../metric.ts';
import { checklist } from './checklist.ts';
import { contextRecall, faithfulness, hallucination } from './claimShares.ts';
import { contextPrecision } from './contextPrecision.ts';
import { factualCorrectness } from './factualCorrectness.ts';
import { gEval } from './gEval.ts';
import { harm } from './harm.ts';
import { noiseSensitivity } from './noiseSensitivity.ts';
import { pairwise } from './pairwise.ts';
import { refusal } from './refusal.ts';
import { rubric } from './rubric.ts';
import { summaryQuality } from './summaryQuality.ts';
import { translationQuality } from './translationQuality.ts';
import { knowledgeRetention, roleAdherence, topicAdherence } from './turns.ts';
import { answerAccuracy, contextRelevance, groundedness } from './twoRatings.ts';
import { closedQa, goalAccuracy, sqlEquivalence, stereotype } from './yesNo.ts';

/** Every judge of Assay's own. One line each. */
export const judges: readonly Metric[] = [
  rubric,
  checklist,
  gEval,
  pairwise,
  closedQa,
  answerAccuracy,
  factualCorrectness,
  faithfulness,
  groundedness,
  hallucination,
  noiseSensitivity,
  contextPrecision,
  contextRecall,
  contextRelevance,
  summaryQuality,
  translationQuality,
  sqlEquivalence,
  goalAccuracy,
  topicAdherence,
  roleAdherence,
  knowledgeRetention,
  refusal,
  harm,
  stereotype,
];
