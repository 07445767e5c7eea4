/** A line of a tree, as data. Everything in it is shown as plain text. */
export interface Row {
  /** Stays the same as long as it is about the same thing: keeps what is selected and expanded. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  /** Lines. */
  readonly tooltip?: string;
  readonly icon?: RowIcon;
  /** What menus go by. */
  readonly contextValue?: string;
  /** Absent: it has no children. */
  readonly expands?: 'collapsed' | 'expanded';
  /** What a click does. */
  readonly command?: RowCommand;
}

export interface RowIcon {
  /** A codicon's id. */
  readonly id: string;
  /** A theme colour's id. */
  readonly color?: string;
}

export interface RowCommand {
  readonly command: string;
  readonly title: string;
  readonly arguments: readonly unknown[];
}

/** A part of a long list: what is shown from `from` on, and where the rest begins. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent: nothing is left. */
  readonly rest?: { readonly from: number; readonly left: number };
}

/** Pages grow fourfold, so that the end of a long list is a few clicks away. */
export function pageAt<T>(all: readonly T[], from: number, first: number): Page<T> {
  const size = from === 0 ? first : from * 3;
  const to = Math.min(all.length, from + size);
  const items = all.slice(from, to);
  return to === all.length ? { items } : { items, rest: { from: to, left: all.length - to } };
}

/** Parts of a description; those that say nothing are left out. */
export function dotted(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
