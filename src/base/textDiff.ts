import { diffLines, diffWordsWithSpace, type ChangeObject } from 'diff';

/** A piece of a line: `changed` where it stands on one side only. */
export interface Span {
  readonly text: string;
  readonly isChanged: boolean;
}

/** One line beside another. A side that is missing has no such line. */
export interface DiffRow {
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
  readonly left?: DiffLine;
  readonly right?: DiffLine;
}

export interface DiffLine {
  /** From 1. */
  readonly number: number;
  readonly spans: readonly Span[];
}

export interface TextDiff {
  readonly rows: readonly DiffRow[];
  /** It took too long to look closer: words, or even lines, are not told apart. */
  readonly isCoarse: boolean;
}

export interface DiffLimits {
  /** Milliseconds, once for the lines and once for all words together. */
  readonly timeoutMs: number;
}

/** Line by line, then word by word in lines that stand for one another. Joined again, each side is its whole text. */
export function diffTexts(left: string, right: string, limits: DiffLimits): TextDiff {
  const changes = diffLines(left, right, { timeout: limits.timeoutMs });
  if (changes === undefined)
    return { rows: paired(linesOf(left), linesOf(right), plainPair), isCoarse: true };
  const words = new WordBudget(limits.timeoutMs);
  const rows: DiffRow[] = [];
  const place = { left: 1, right: 1 };
  for (const { removed, added } of blocksOf(changes)) {
    const block =
      added === undefined && removed === undefined
        ? []
        : paired(removed ?? [], added ?? [], (a, b) => words.pair(a, b));
    rows.push(...block);
  }
  return { rows: numbered(rows, place), isCoarse: words.isSpent };
}

interface Region {
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
}

/** What was taken out is laid beside what came in its place. */
function blocksOf(changes: readonly ChangeObject<string>[]): readonly Region[] {
  const regions: Region[] = [];
  for (const [at, change] of changes.entries()) {
    const lines = linesOf(change.value);
    const before = changes[at - 1];
    if (change.removed) regions.push({ removed: lines });
    else if (change.added) {
      const last = before?.removed === true ? regions.pop() : undefined;
      regions.push({ ...last, added: lines });
    } else regions.push({ removed: lines, added: lines });
  }
  return regions;
}

/** With their line ends, so that a last line without one differs from one with it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

type Pair = (
  left: string,
  right: string,
) => Pick<DiffRow, 'kind'> & {
  readonly left: readonly Span[];
  readonly right: readonly Span[];
};

const whole = (text: string, isChanged: boolean): readonly Span[] => [{ text, isChanged }];

/** A line end more or less, as at the end of a text, is no difference that one could see. */
const isSameLine = (left: string, right: string): boolean =>
  left === right || left.replace(/\r?\n$/, '') === right.replace(/\r?\n$/, '');

const plainPair: Pair = (left, right) => {
  const kind = isSameLine(left, right) ? 'same' : 'changed';
  return { kind, left: whole(left, kind === 'changed'), right: whole(right, kind === 'changed') };
};

function paired(
  removed: readonly string[],
  added: readonly string[],
  pair: Pair,
): readonly DiffRow[] {
  const length = Math.max(removed.length, added.length);
  return Array.from({ length }, (_, at): DiffRow => {
    const left = removed[at];
    const right = added[at];
    if (left === undefined)
      return { kind: 'added', right: { number: 0, spans: whole(right ?? '', true) } };
    if (right === undefined)
      return { kind: 'removed', left: { number: 0, spans: whole(left, true) } };
    const { kind, left: before, right: after } = pair(left, right);
    return { kind, left: { number: 0, spans: before }, right: { number: 0, spans: after } };
  });
}

function numbered(
  rows: readonly DiffRow[],
  place: { left: number; right: number },
): readonly DiffRow[] {
  return rows.map(({ kind, left, right }) => ({
    kind,
    ...(left !== undefined && { left: { ...left, number: place.left++ } }),
    ...(right !== undefined && { right: { ...right, number: place.right++ } }),
  }));
}

/** Compares words until its time is up; then lines are simply different. */
class WordBudget {
  isSpent = false;
  private leftMs: number;

  constructor(timeoutMs: number) {
    this.leftMs = timeoutMs;
  }

  readonly pair: Pair = (left, right) => {
    if (isSameLine(left, right) || this.isSpent) return plainPair(left, right);
    const startedAt = performance.now();
    const changes = diffWordsWithSpace(left, right, { timeout: Math.max(1, this.leftMs) });
    this.leftMs -= performance.now() - startedAt;
    if (changes === undefined || this.leftMs <= 0) this.isSpent = true;
    if (changes === undefined) return plainPair(left, right);
    const side = (skip: 'added' | 'removed'): readonly Span[] =>
      changes
        .filter((change) => !change[skip])
        .map((change) => ({ text: change.value, isChanged: change.added || change.removed }));
    return { kind: 'changed', left: side('added'), right: side('removed') };
  };
}
