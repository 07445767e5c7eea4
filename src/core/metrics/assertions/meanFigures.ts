import { isJsonObject, type JsonValue } from '#base/json.ts';
import type { CorpusAccumulator, CorpusResult } from '../metric.ts';

/** The means of named assertions over all cases, each over those that have it. */
export class MeanFigures implements CorpusAccumulator {
  private readonly means = new Map<string, { sum: number; count: number }>();
  private cases = 0;

  add(statistic: JsonValue): void {
    if (!isJsonObject(statistic)) return;
    this.cases += 1;
    for (const [name, value] of Object.entries(statistic)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const known = this.means.get(name) ?? { sum: 0, count: 0 };
      this.means.set(name, { sum: known.sum + value, count: known.count + 1 });
    }
  }

  result(): CorpusResult {
    const figures = Array.from(
      this.means,
      ([name, { sum, count }]) => [name, sum / count] as const,
    );
    return { value: undefined, figures: Object.fromEntries(figures), cases: this.cases };
  }
}
