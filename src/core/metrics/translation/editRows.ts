/** Beside the diagonal only so many cells are looked at, as Tercom does. */
const beam = 25;

const unreached = 1 << 30;

/** How a cell was come to. `keep` and `replace` go on in both texts, `drop` in the text, `add` in the reference. */
export const step = { none: 0, keep: 1, replace: 2, drop: 3, add: 4 } as const;

interface EditRow {
  readonly from: number;
  readonly costs: Int32Array;
  readonly steps: Uint8Array;
}

/** What turning one text into the reference costs, and the way. */
export interface EditPath {
  readonly distance: number;
  /** Of `step`, from first to last. */
  readonly steps: readonly number[];
}

/**
 * Levenshtein distances of one text's rearrangements to one reference, along the diagonal. The rows of
 * the settled words are kept, so that a rearrangement is looked at only from its first changed word on.
 */
export class EditRows {
  private readonly reference: Int32Array;
  private readonly length: number;
  private readonly ratio: number;
  private readonly width: number;
  private rows: EditRow[] = [];
  private settled = 0;
  /** For rearrangements, whose steps nobody asks for: two rows in turn. */
  private readonly spare: readonly [Int32Array, Int32Array];

  /** `length`: of the text. */
  constructor(reference: Int32Array, length: number) {
    this.reference = reference;
    this.length = length;
    this.ratio = length === 0 ? 1 : reference.length / length;
    this.width = this.ratio / 2 > beam ? Math.ceil(this.ratio / 2 + beam) : beam;
    const size = reference.length + 1;
    this.spare = [new Int32Array(size), new Int32Array(size)];
  }

  /** Takes these words as those that others are rearranged from. */
  settle(words: Int32Array): EditPath {
    const first = Int32Array.from({ length: this.reference.length + 1 }, (_, index) => index);
    let before: EditRow = {
      from: 0,
      costs: first,
      steps: new Uint8Array(first.length).fill(step.add),
    };
    this.rows = [before];
    for (let at = 1; at <= this.length; at += 1) {
      const from = this.from(at);
      const size = this.end(at) - from;
      const row = { from, costs: new Int32Array(size), steps: new Uint8Array(size) };
      fill(row, size, before, before.costs.length, this.reference, words[at - 1] ?? -1);
      this.rows.push(row);
      before = row;
    }
    this.settled = before.costs[this.reference.length - before.from] ?? unreached;
    return { distance: this.settled, steps: this.path() };
  }

  /** The distance of words that are the settled ones before `firstChanged` and from `unchanged` on. */
  distance(words: Int32Array, firstChanged: number, unchanged: number): number {
    let before: Pick<EditRow, 'from' | 'costs'> = this.rows[firstChanged] ?? {
      from: 0,
      costs: this.spare[0],
    };
    let known = before.costs.length;
    for (let at = firstChanged + 1; at <= this.length; at += 1) {
      const from = this.from(at);
      const size = this.end(at) - from;
      const row = { from, costs: this.spare[at % 2 === 0 ? 0 : 1] };
      fill(row, size, before, known, this.reference, words[at - 1] ?? -1);
      before = row;
      known = size;
      const settled = at >= unchanged ? this.rows[at] : undefined;
      const ahead = settled === undefined ? undefined : lead(row.costs, settled.costs);
      if (ahead !== undefined) return this.settled + ahead;
    }
    return before.costs[this.reference.length - before.from] ?? unreached;
  }

  private from(at: number): number {
    return Math.max(0, Math.floor(at * this.ratio) - this.width);
  }

  private end(at: number): number {
    const whole = this.reference.length + 1;
    return at === this.length ? whole : Math.min(whole, Math.floor(at * this.ratio) + this.width);
  }

  private path(): readonly number[] {
    const steps: number[] = [];
    let row = this.length;
    let column = this.reference.length;
    while (row > 0 || column > 0) {
      const { from = 0, steps: ways } = this.rows[row] ?? {};
      const way = ways?.[column - from] ?? step.none;
      if (way === step.none) break;
      steps.push(way);
      if (way !== step.add) row -= 1;
      if (way !== step.drop) column -= 1;
    }
    return steps.toReversed();
  }
}

/** How much more every cell costs than the settled one; then all that follows costs as much more. */
function lead(costs: Int32Array, settled: Int32Array): number | undefined {
  const ahead = (costs[0] ?? 0) - (settled[0] ?? 0);
  for (let at = 1; at < settled.length; at += 1) {
    if ((costs[at] ?? 0) - (settled[at] ?? 0) !== ahead) return undefined;
  }
  return ahead;
}

interface Target {
  readonly from: number;
  readonly costs: Int32Array;
  readonly steps?: Uint8Array;
}

/** Of equally cheap steps the first named wins: keep or replace, drop, add. */
function fill(
  { from, costs, steps }: Target,
  size: number,
  before: Pick<EditRow, 'from' | 'costs'>,
  known: number,
  reference: Int32Array,
  word: number,
): void {
  const above = before.costs;
  let left = unreached;
  let place = from - before.from;
  let diagonal = place > 0 && place <= known ? (above[place - 1] ?? unreached) : unreached;
  for (let at = 0; at < size; at += 1) {
    const up = place < known ? (above[place] ?? unreached) : unreached;
    const isSame = reference[from + at - 1] === word;
    let cost = isSame ? diagonal : diagonal + 1;
    let way: number = isSame ? step.keep : step.replace;
    if (up + 1 < cost) {
      cost = up + 1;
      way = step.drop;
    }
    if (left + 1 < cost) {
      cost = left + 1;
      way = step.add;
    }
    costs[at] = cost;
    if (steps !== undefined) steps[at] = way;
    left = cost;
    diagonal = up;
    place += 1;
  }
}
