import { plainJson } from '#base/plainText.ts';
import type { RunComparison } from '#protocol/comparison.ts';
import type { Echo } from './terminal/echo.ts';

export type CompareFormat = 'table' | 'json' | 'markdown';

/** Writes a comparison. What a format needs is loaded with its first use. */
export async function writeComparison(
  format: CompareFormat,
  echo: Echo,
  comparison: RunComparison,
): Promise<void> {
  switch (format) {
    case 'table': {
      const { showComparison } = await import('./terminal/comparison.ts');
      showComparison(echo, comparison);
      break;
    }
    case 'markdown': {
      const { compareMarkdown } = await import('#core/report/compareMarkdown.ts');
      echo.text(compareMarkdown(comparison));
      break;
    }
    case 'json':
      echo.json(plainJson(comparison, 2));
      break;
  }
}
