import type { ForeignPoint, HistoryPoint } from '#protocol/panelHistory.ts';
import type { ForeignRun } from '../mlflow/foreignRuns.ts';

/** More points between those of a page are a smear. */
const mostPoints = 500;
const mostMetrics = 100;

/** What part of the history a page shows: without an end it goes on to that side. */
export interface Span {
  readonly points: readonly Pick<HistoryPoint, 'startedAt'>[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** Runs of other programs between a page's own, oldest first. `runs`: newest first. */
export function foreignPoints(
  runs: readonly ForeignRun[],
  { points, hasOlder, hasNewer }: Span,
): readonly ForeignPoint[] {
  const first = points[0]?.startedAt;
  const last = points.at(-1)?.startedAt;
  const shown = runs.filter(
    ({ startedAt }) =>
      (!hasOlder || first === undefined || startedAt >= first) &&
      (!hasNewer || last === undefined || startedAt <= last),
  );
  return shown
    .slice(0, mostPoints)
    .map(({ runId, name, experiment, server, status, startedAt, commit, metrics }) => ({
      id: runId,
      name,
      experiment,
      server,
      status,
      startedAt,
      ...(commit !== undefined && { commit }),
      metrics: Object.entries(metrics)
        .slice(0, mostMetrics)
        .map(([metric, value]) => ({ name: metric, value })),
    }))
    .toReversed();
}
