import type {
  GateRule,
  QuarantinedResult,
  RunEnd,
  RunManifest,
  RunSummary,
} from '#protocol/run.ts';
import { candidateName } from '../runner/gate.ts';
import { asksNothing } from '../runner/gateRule.ts';
import { duration, money } from './numbers.ts';

/** How a run ended, in one sentence for people. */
export function endSentence(manifest: RunManifest, summary: RunSummary): string {
  return `${endOf(summary)} after ${duration(summary.wallMs)}, ${spending(manifest, summary)}.`;
}

/** `spent $0.0123`; what models without a price cost is never taken for nothing. */
function spending({ models }: RunManifest, { spentUsd }: RunSummary): string {
  const unpriced = models.filter((model) => model.price === undefined);
  if (unpriced.length === 0) return `spent ${money(spentUsd)}`;
  if (unpriced.length === models.length) return 'spending unknown: no model has a price';
  return `spent ${money(spentUsd)} and what ${unpriced.map((model) => model.id).join(', ')} cost without a price`;
}

const endWords: Readonly<Record<RunEnd, string>> = {
  complete: 'Complete',
  cancelled: 'Cancelled',
  'budget-reached': 'Stopped at its budget',
  stopped: 'Stopped',
};

function endOf({ ended, failure }: RunSummary): string {
  if (ended !== 'stopped' || failure === undefined) return endWords[ended];
  return `Stopped (${failure.code}: ${failure.message.replace(/\.$/, '')})`;
}

/** The gate's verdict, then a line for each reason, and for each verdict that did not count. */
export function gateLines(rule: GateRule, summary: RunSummary): readonly string[] {
  if (asksNothing(rule)) return ['Gate: none is set.'];
  const { pass, reasons, notes = [], quarantined = [] } = summary.gate;
  const below = [...reasons, ...notes, ...quarantined.map(quarantinedSentence)].map(
    (line) => `  ${line}`,
  );
  if (!pass) return ['Gate: failed.', ...below];
  const isWhole = summary.ended === 'complete';
  return [
    isWhole ? 'Gate: passed.' : 'Gate: passed so far, but the run is not complete.',
    ...below,
  ];
}

/** `Quarantined until 2026-12-31 (ana): refund-late, 1 of 3 passed. The service is slow.` */
function quarantinedSentence({ entry, caseId, judged, passed, errors }: QuarantinedResult): string {
  const what = entry.evaluator === undefined ? caseId : `${caseId}, "${entry.evaluator}"`;
  const failed = errors > 0 ? `, ${errors} with an error` : '';
  const count = judged === 0 ? 'no verdict' : `${passed} of ${judged} passed`;
  return `Quarantined until ${entry.until} (${entry.owner}): ${what}, ${count}${failed}. ${entry.reason}`;
}

export function nameOfCandidate(
  manifest: Pick<RunManifest, 'prompts' | 'candidates'>,
  index: number,
): string {
  const candidate = manifest.candidates[index];
  return candidate === undefined
    ? `candidate ${index + 1}`
    : candidateName(candidate, manifest.prompts);
}
