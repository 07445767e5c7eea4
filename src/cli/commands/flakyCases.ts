import type { StoredRun } from '#core/engine.ts';
import { CellTally } from '#core/compare/cells.ts';
import { count } from '#core/report/numbers.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import type { App } from '../compose.ts';
import type { Echo } from '../terminal/echo.ts';

const mostNamed = 20;

/** Names the cases that passed in some of their repetitions and failed in others. */
export async function showFlakyCases(
  echo: Echo,
  { history }: App['engine'],
  run: StoredRun,
  manifest: RunManifest,
  { candidates }: RunSummary,
): Promise<void> {
  const flaky = candidates.reduce((sum, one) => sum + (one.repetitions?.flaky ?? 0), 0);
  if (flaky === 0) return;
  const tally = new CellTally(manifest);
  await history.results(run, (result) => tally.add(result));
  const lines = tally.prompts().flatMap(({ cells }, place) =>
    cells
      .filter(({ judged, passed }) => passed > 0 && passed < judged)
      .map(({ caseId, judged, passed, variant, model }) => {
        const name = manifest.prompts[place]?.name ?? '';
        return `  ${caseId}  ${count(passed)} of ${count(judged)} passed  ${name} / ${variant} on ${model}`;
      }),
  );
  echo.line();
  echo.line(['strong', 'Flaky cases']);
  for (const line of lines.slice(0, mostNamed)) echo.line(line);
  if (lines.length > mostNamed) echo.line(`  and ${count(lines.length - mostNamed)} more`);
}
