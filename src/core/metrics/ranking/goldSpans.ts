import type { JsonValue } from '#base/json.ts';
import type { SourceSpan } from '../context.ts';
import { spanOf } from '../context.ts';

export const overlapKinds = ['coverage', 'iou'] as const;

/** When a chunk counts as holding a gold span. */
export interface Overlap {
  /** `coverage`: the share of the shorter of the two; `iou`: the shared part of what both cover together. */
  readonly overlap: (typeof overlapKinds)[number];
  readonly atLeast: number;
}

/** The spans that a gold list names; `undefined` where any entry is none, and they are ids. */
export function goldSpans(gold: JsonValue | undefined): readonly SourceSpan[] | undefined {
  const items = Array.isArray(gold) ? (gold as readonly JsonValue[]) : [gold ?? null];
  const spans = items.map(spanOf).filter((span) => span !== undefined);
  return spans.length === items.length && spans.length > 0 ? spans : undefined;
}

/** How many gold spans are found at each place that no earlier place had found. */
export function foundSpans(
  ranked: readonly (SourceSpan | undefined)[],
  gold: readonly SourceSpan[],
  { overlap, atLeast }: Overlap,
): readonly number[] {
  const left = new Set(gold);
  return ranked.map((span) => {
    if (span === undefined) return 0;
    const found = [...left].filter((one) => overlapOf(span, one, overlap) >= atLeast);
    for (const one of found) left.delete(one);
    return found.length;
  });
}

function overlapOf(a: SourceSpan, b: SourceSpan, kind: Overlap['overlap']): number {
  if (a.docId !== b.docId) return 0;
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
  const [ours, theirs] = [a.end - a.start, b.end - b.start];
  return shared / (kind === 'iou' ? ours + theirs - shared : Math.min(ours, theirs));
}
