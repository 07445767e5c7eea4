import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusResult, PreparedEvaluator } from '#core/metrics/metric.ts';
import type { JsonValue } from '#base/json.ts';
import { evidence, FakeJudge } from './evidence.ts';

/** What the reference implementations gave: the committed numbers, or those that `npm run parity` has just made. */
export function golden(name: string): unknown {
  const folder = process.env['ASSAY_PARITY'] ?? 'test/fixtures/parity';
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as unknown;
}

/** Counts comparisons, and remembers the largest difference. */
export class Differences {
  count = 0;
  largest = 0;
  private readonly apart: string[] = [];

  /** `null` stands for what is undefined. */
  add(what: string, ours: number | undefined, theirs: number | null): void {
    this.count += 1;
    const bothMissing = ours === undefined && theirs === null;
    const difference = bothMissing ? 0 : Math.abs((ours ?? NaN) - (theirs ?? NaN));
    if (difference > this.largest) this.largest = difference;
    if (!(difference <= 1e-9)) this.apart.push(`${what}: ${ours}, not ${theirs}`);
  }

  /** Fails on any difference above 1e-9; puts count and largest difference into the test's name. */
  settle(test: Mocha.Runnable | undefined): void {
    const all = `${this.apart.length} of ${this.count} differ`;
    assert.equal(this.apart.length, 0, `${all}:\n${this.apart.slice(0, 20).join('\n')}`);
    if (test === undefined) return;
    test.title += ` (${this.count} comparisons, largest difference ${this.largest.toPrecision(2)})`;
  }
}

/** The value of one reply; `undefined` where it is not applicable. */
export function valueOf(
  evaluator: PreparedEvaluator,
  reply: string,
  expected: JsonValue,
): { readonly value: number | undefined; readonly statistic: JsonValue | undefined } {
  const measured = evaluator.measure(evidence(reply, { expected }), new FakeJudge([]));
  assert.ok(!(measured instanceof Promise));
  const { score, statistic } = measured;
  assert.notEqual(score.outcome, 'failed');
  return { value: score.outcome === 'scored' ? score.value : undefined, statistic };
}

export function resultOf(
  evaluator: PreparedEvaluator,
  statistics: readonly (JsonValue | undefined)[],
): CorpusResult {
  const corpus = evaluator.accumulate?.();
  assert.ok(corpus);
  for (const one of statistics) if (one !== undefined) corpus.add(one);
  return corpus.result();
}
