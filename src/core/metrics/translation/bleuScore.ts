import type { Tokenize } from './tokenizers.ts';
import { trimmedEnd } from './words.ts';

/** BLEU looks at sequences of one to four tokens. */
export const bleuOrder = 4;

export const smoothings = ['exp', 'floor', 'add-k', 'none'] as const;

export interface Smoothing {
  readonly method: (typeof smoothings)[number];
  /** What `floor` puts in place of no match, and what `add-k` adds. */
  readonly value: number;
}

export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Of one to four tokens, in percent. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  readonly length: number;
  readonly referenceLength: number;
}

/**
 * What BLEU keeps of one text: its length, the nearest reference's length, then for each order the
 * matches, clipped at the most that one reference has, then for each order the sequences.
 */
export function bleuCounts(
  text: string,
  references: readonly string[],
  tokenize: Tokenize,
): readonly number[] {
  const tokens = tokenize(trimmedEnd(text));
  const most = new Map<string, number>();
  const lengths: number[] = [];
  for (const reference of references) {
    const others = tokenize(trimmedEnd(reference));
    lengths.push(others.length);
    for (let order = 1; order <= bleuOrder; order += 1) {
      for (const [sequence, count] of sequencesOf(others, order)) {
        if (count > (most.get(sequence) ?? 0)) most.set(sequence, count);
      }
    }
  }
  const matches: number[] = [];
  const totals: number[] = [];
  for (let order = 1; order <= bleuOrder; order += 1) {
    let matched = 0;
    for (const [sequence, count] of sequencesOf(tokens, order)) {
      matched += Math.min(count, most.get(sequence) ?? 0);
    }
    matches.push(matched);
    totals.push(Math.max(0, tokens.length - order + 1));
  }
  return [tokens.length, nearestLength(tokens.length, lengths), ...matches, ...totals];
}

/** Tokens hold no space, so that joined ones stay different. */
export function sequencesOf(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at += 1) {
    let sequence = tokens[at] ?? '';
    for (let next = 1; next < order; next += 1) sequence += ` ${tokens[at + next] ?? ''}`;
    counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
  }
  return counts;
}

/** The shorter of two that are equally near. */
function nearestLength(length: number, others: readonly number[]): number {
  let nearest = others[0] ?? 0;
  for (const other of others) {
    const gain = Math.abs(length - nearest) - Math.abs(length - other);
    if (gain > 0 || (gain === 0 && other < nearest)) nearest = other;
  }
  return nearest;
}

/**
 * BP · exp(mean of ln pₙ) of added-up counts (Papineni et al. 2002), smoothed as Chen and Cherry 2014
 * name it: `exp` halves for each order without a match. With `effectiveOrder` the mean ends at the
 * longest order that the text has at all, which is what one short text needs. No match at all is 0.
 */
export function bleuScore(
  counts: readonly number[],
  smoothing: Smoothing,
  effectiveOrder: boolean,
): BleuScore {
  const [length = 0, referenceLength = 0] = counts;
  const matches = counts.slice(2, 2 + bleuOrder);
  const totals = counts.slice(2 + bleuOrder);
  const brevityPenalty = brevity(length, referenceLength);
  const precisions = Array.from({ length: bleuOrder }, () => 0);
  const result = { precisions, brevityPenalty, length, referenceLength };
  if (matches.every((count) => count === 0)) return { ...result, score: 0 };
  let halving = 1;
  let orders = bleuOrder;
  for (let place = 0; place < bleuOrder; place += 1) {
    const added = smoothing.method === 'add-k' && place > 0 ? smoothing.value : 0;
    const matched = (matches[place] ?? 0) + added;
    const total = (totals[place] ?? 0) + added;
    if (total === 0) break;
    if (effectiveOrder) orders = place + 1;
    if (matched > 0) precisions[place] = (100 * matched) / total;
    else if (smoothing.method === 'floor') precisions[place] = (100 * smoothing.value) / total;
    else if (smoothing.method === 'exp') {
      halving *= 2;
      precisions[place] = 100 / (halving * total);
    }
  }
  let logs = 0;
  for (const precision of precisions.slice(0, orders)) logs += Math.log(precision);
  return { ...result, score: Math.min(100, brevityPenalty * Math.exp(logs / orders)) };
}

function brevity(length: number, referenceLength: number): number {
  if (length >= referenceLength) return 1;
  return length > 0 ? Math.exp(1 - referenceLength / length) : 0;
}
