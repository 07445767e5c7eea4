import type { JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { CorpusSums } from '../metric.ts';

/** What a translation metric keeps of one case: counts that add up, and how many references there were. */
export function countsStatistic(counts: readonly number[], references: number): JsonValue {
  return { references, counts };
}

export interface CorpusCounts {
  /** Added up over all cases. */
  readonly counts: readonly number[];
  readonly cases: number;
  /** `var` where the cases have different numbers of references, as in sacreBLEU's signature. */
  readonly references: number | 'var';
}

/** Adds counts place by place. */
export class CountsSum implements CorpusSums {
  private sums: number[] = [];
  private cases = 0;
  private references: number | 'var' = 0;

  add(statistic: JsonValue): void {
    const { references, counts } = isJsonObject(statistic) ? statistic : {};
    if (typeof references !== 'number' || !Array.isArray(counts)) return;
    for (const [place, count] of (counts as readonly JsonValue[]).entries()) {
      this.sums[place] = (this.sums[place] ?? 0) + (typeof count === 'number' ? count : 0);
    }
    this.references = this.cases === 0 || this.references === references ? references : 'var';
    this.cases += 1;
  }

  result(): CorpusCounts {
    return { counts: [...this.sums], cases: this.cases, references: this.references };
  }

  /** The number of cases first. What references there were is no sum, and stays. */
  read(): readonly number[] {
    return [this.cases, ...this.sums];
  }

  replace([cases = 0, ...sums]: readonly number[]): void {
    this.cases = cases;
    this.sums = sums;
  }
}
