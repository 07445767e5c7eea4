import type { Problem } from '#protocol/problem.ts';

/** What reading a file gave. A file with faults still gives what could be read: an editor shows it while the writer types. */
export interface Reading<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}
