import type { ForeignPoint, HistoryPoint } from '#protocol/panelHistory.ts';

/** A place on the time of a history: one of our runs, or one of another program. */
export type HistoryEntry =
  | { readonly startedAt: string; readonly point: HistoryPoint }
  | { readonly startedAt: string; readonly foreign: ForeignPoint };

/** Both in the order of time; what is ours keeps its own order. */
export function entriesOf(
  points: readonly HistoryPoint[],
  foreign: readonly ForeignPoint[],
): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  let next = 0;
  for (const point of points) {
    for (; next < foreign.length; next += 1) {
      const one = foreign[next];
      if (one === undefined || one.startedAt > point.startedAt) break;
      entries.push({ startedAt: one.startedAt, foreign: one });
    }
    entries.push({ startedAt: point.startedAt, point });
  }
  const rest = foreign.slice(next);
  return [...entries, ...rest.map((one) => ({ startedAt: one.startedAt, foreign: one }))];
}

/** Where a point comes from, for those who see no mark. */
export function sourceText({ experiment, server }: ForeignPoint): string {
  return `another program, experiment ${experiment}, ${hostOf(server)}`;
}

export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
