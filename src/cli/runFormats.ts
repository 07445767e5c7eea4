import { plainJson } from '#base/plainText.ts';
import { runReport } from '#core/report/json.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { RunManifest, RunSummary } from '#protocol/run.ts';
import { writeComparison } from './compareOutput.ts';
import type { Echo } from './terminal/echo.ts';

/** `jsonl` is written while trials finish; at the end there is nothing more to say in it. */
export type RunFormat = 'table' | 'json' | 'jsonl' | 'markdown';

/** Writes the end of a run, and how it compares where that was asked for. What a format needs is loaded with its first use. */
export async function writeRun(
  format: RunFormat,
  echo: Echo,
  manifest: RunManifest,
  summary: RunSummary,
  comparison?: RunComparison,
): Promise<void> {
  switch (format) {
    case 'table': {
      const { showSummary } = await import('./terminal/summary.ts');
      showSummary(echo, manifest, summary);
      break;
    }
    case 'markdown': {
      const { runMarkdown } = await import('#core/report/markdown.ts');
      echo.text(runMarkdown(manifest, summary));
      break;
    }
    case 'json':
      echo.json(plainJson(runReport(manifest, summary, comparison), 2));
      return;
    case 'jsonl':
      return;
  }
  if (comparison === undefined) return;
  echo.line();
  await writeComparison(format, echo, comparison);
}
