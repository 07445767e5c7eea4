import { EditRows, step } from './editRows.ts';

// Tercom's limits.
const longestShift = 10;
const farthestShift = 50;
// sacreBLEU's own limit: with so many shifts tried, the last round counts for nothing.
const mostTried = 1000;

/**
 * The fewest edits Tercom finds from the words to the reference, where moving a block of words is one
 * edit (Snover et al. 2006): the shift that saves most is made as long as one saves anything. The
 * choice among equal shifts follows Tercom: longest, then earliest, then to the earliest place.
 */
export function leastEdits(text: readonly string[], reference: readonly string[]): number {
  if (reference.length === 0) return text.length;
  const [words, others] = numbered(text, reference);
  const rows = new EditRows(others, words.length);
  let current = words;
  let shifts = 0;
  let tried = 0;
  for (;;) {
    const round = bestShift(rows, current, others, mostTried - tried);
    tried += round.tried;
    if (tried >= mostTried || round.best === undefined || round.best.gain <= 0) {
      return shifts + round.distance;
    }
    shifts += 1;
    current = round.best.words;
  }
}

interface Shift {
  readonly gain: number;
  readonly length: number;
  readonly start: number;
  readonly target: number;
  readonly words: Int32Array;
}

interface Round {
  readonly best: Shift | undefined;
  readonly tried: number;
  /** Without a further shift. */
  readonly distance: number;
}

function bestShift(
  rows: EditRows,
  words: Int32Array,
  reference: Int32Array,
  allowed: number,
): Round {
  const { distance, steps } = rows.settle(words);
  const { aligned, wrongHere, wrongThere } = alignment(steps);
  let best: Shift | undefined;
  let tried = 0;
  for (const { start, there, length } of commonBlocks(words, reference)) {
    const alignedAt = aligned[there] ?? 0;
    if (!anyIn(wrongHere, start, length) || !anyIn(wrongThere, there, length)) continue;
    if (alignedAt >= start && alignedAt < start + length) continue;
    let before = -1;
    for (let offset = -1; offset < length && there + offset < reference.length; offset += 1) {
      const target = there + offset < 0 ? 0 : (aligned[there + offset] ?? 0) + 1;
      if (target === before) continue;
      before = target;
      const moved = shifted(words, start, length, target);
      const end = Math.max(start, target) + length;
      const gain = distance - rows.distance(moved, Math.min(start, target), end);
      tried += 1;
      const shift = { gain, length, start, target, words: moved };
      if (best === undefined || isBetter(shift, best)) best = shift;
    }
    if (tried >= allowed) break;
  }
  return { best, tried, distance };
}

function isBetter(one: Shift, other: Shift): boolean {
  if (one.gain !== other.gain) return one.gain > other.gain;
  if (one.length !== other.length) return one.length > other.length;
  if (one.start !== other.start) return one.start < other.start;
  return one.target < other.target;
}

interface Alignment {
  /** For each word of the reference the last word of the text before or at it; −1 before the first. */
  readonly aligned: readonly number[];
  readonly wrongHere: readonly boolean[];
  readonly wrongThere: readonly boolean[];
}

function alignment(steps: readonly number[]): Alignment {
  const aligned: number[] = [];
  const wrongHere: boolean[] = [];
  const wrongThere: boolean[] = [];
  for (const one of steps) {
    if (one !== step.add) wrongHere.push(one !== step.keep);
    if (one === step.drop) continue;
    aligned.push(wrongHere.length - 1);
    wrongThere.push(one !== step.keep);
  }
  return { aligned, wrongHere, wrongThere };
}

function anyIn(flags: readonly boolean[], start: number, length: number): boolean {
  for (let at = start; at < start + length; at += 1) if (flags[at] === true) return true;
  return false;
}

interface Block {
  readonly start: number;
  readonly there: number;
  readonly length: number;
}

/** Blocks of words that both have, not too far apart; each beginning with all its lengths. */
function* commonBlocks(words: Int32Array, reference: Int32Array): Generator<Block> {
  for (let start = 0; start < words.length; start += 1) {
    const end = Math.min(reference.length, start + farthestShift + 1);
    for (let there = Math.max(0, start - farthestShift); there < end; there += 1) {
      const most = Math.min(longestShift, words.length - start, reference.length - there);
      for (let length = 0; length < most; length += 1) {
        if (words[start + length] !== reference[there + length]) break;
        yield { start, there, length: length + 1 };
      }
    }
  }
}

/** The block put before what stands at `target`; inside the block, that far behind it. */
function shifted(words: Int32Array, start: number, length: number, target: number): Int32Array {
  const moved = new Int32Array(words.length);
  const block = words.subarray(start, start + length);
  const end = start + length;
  if (target < start) {
    moved.set(words.subarray(0, target));
    moved.set(block, target);
    moved.set(words.subarray(target, start), target + length);
    moved.set(words.subarray(end), end);
    return moved;
  }
  const rest = target > end ? words.subarray(end, target) : words.subarray(end, length + target);
  moved.set(words.subarray(0, start));
  moved.set(rest, start);
  moved.set(block, start + rest.length);
  moved.set(words.subarray(end + rest.length), end + rest.length);
  return moved;
}

/** Words as numbers, alike in both lists. */
function numbered(
  text: readonly string[],
  reference: readonly string[],
): readonly [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  };
  return [Int32Array.from(text, numberOf), Int32Array.from(reference, numberOf)];
}
