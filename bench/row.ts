/** One line of the table: a figure and what it should be. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: a figure for information. */
  readonly goal?: Goal;
  /** Other figures that explain the value. */
  readonly note?: string;
}

export interface Goal {
  readonly side: 'at least' | 'at most';
  readonly value: number;
}

export function atLeast(value: number): Goal {
  return { side: 'at least', value };
}

export function atMost(value: number): Goal {
  return { side: 'at most', value };
}

export function holds({ value, goal }: Row): boolean {
  if (goal === undefined) return true;
  return goal.side === 'at least' ? value >= goal.value : value <= goal.value;
}

/** How a row is shown, in columns. */
export function rowText(row: Row): string {
  const { name, value, unit, goal, note } = row;
  const verdict = goal === undefined ? '' : holds(row) ? 'holds' : 'NOT REACHED';
  const goalText = goal === undefined ? '' : `${goal.side} ${shown(goal.value)}`;
  return [
    name.padEnd(64),
    `${shown(value)} ${unit}`.padStart(14),
    goalText.padStart(14),
    verdict.padStart(11),
    note === undefined ? '' : `  ${note}`,
  ].join(' ');
}

/** What `--json` writes of a row. */
export function rowJson(row: Row): Readonly<Record<string, unknown>> {
  const { name, value, goal } = row;
  return {
    name,
    value: Number(value.toPrecision(4)),
    goal: goal === undefined ? '' : `${goal.side} ${goal.value}`,
    holds: holds(row),
  };
}

/** Three figures, the whole part always whole. */
export function shown(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}
