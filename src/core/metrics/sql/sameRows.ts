export type SqlValue = string | number | Uint8Array | null;
export type Rows = readonly (readonly SqlValue[])[];

/** Whether both are the same set of rows, columns in the same order: what BIRD's evaluation asks. */
export function areSameSets(a: Rows, b: Rows): boolean {
  const [ours, theirs] = [new Set(a.map(rowKey)), new Set(b.map(rowKey))];
  return ours.size === theirs.size && [...ours].every((key) => theirs.has(key));
}

/**
 * Whether there is an order of the columns of `b` that makes both the same bag of rows, or with `isOrdered` the same list
 * of rows (Zhong, Yu and Klein 2020, test-suite accuracy). Names of columns do not count.
 */
export function areSameRows(a: Rows, b: Rows, isOrdered: boolean): boolean {
  const width = a[0]?.length ?? 0;
  if (a.length !== b.length || width !== (b[0]?.length ?? 0)) return false;
  const left = a.map((row) => row.map(valueKey));
  const right = b.map((row) => row.map(valueKey));
  const [ours, theirs] = [columnsOf(left, width, isOrdered), columnsOf(right, width, isOrdered)];
  const candidates = ours.map((column) =>
    theirs.flatMap((other, place) => (other === column ? [place] : [])),
  );
  const taken: number[] = [];
  const search = (): boolean => {
    const depth = taken.length;
    if (depth === width) return true;
    for (const place of candidates[depth] ?? []) {
      if (taken.includes(place)) continue;
      taken.push(place);
      const isSame = startsAlike(left, right, taken, isOrdered);
      if (isSame && search()) return true;
      taken.pop();
    }
    return false;
  };
  return search();
}

/** Whether the first columns of `left` and these of `right` are the same rows. A wrong order is given up early. */
function startsAlike(
  left: readonly (readonly string[])[],
  right: readonly (readonly string[])[],
  places: readonly number[],
  isOrdered: boolean,
): boolean {
  const ours = left.map((row) => places.map((_, place) => row[place]).join(','));
  const theirs = right.map((row) => places.map((place) => row[place]).join(','));
  if (!isOrdered) for (const keys of [ours, theirs]) keys.sort();
  return ours.every((key, place) => key === theirs[place]);
}

/** Each column as one text. */
function columnsOf(
  rows: readonly (readonly string[])[],
  width: number,
  isOrdered: boolean,
): readonly string[] {
  return Array.from({ length: width }, (_, place) => {
    const column = rows.map((row) => row[place] ?? '');
    return (isOrdered ? column : column.toSorted()).join(',');
  });
}

function rowKey(row: readonly SqlValue[]): string {
  return row.map(valueKey).join(',');
}

/** Numbers to twelve digits: sums in another order differ in the last ones. A comma is in no key but inside quotation marks. */
function valueKey(value: SqlValue): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  if (typeof value === 'string') return JSON.stringify(value);
  return value === null ? 'null' : `x${Buffer.from(value).toString('hex')}`;
}
