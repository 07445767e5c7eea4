import type { Interval, RepetitionSummary } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { clusteredShare, type Cluster } from '../stats/clustered.ts';
import { Moments } from '../stats/moments.ts';
import { passAtK, passHatK } from '../stats/repeated.ts';

/** More than a case can have repetitions. */
const shift = 4096;

/** Counts one candidate's verdicts by case: a number a case, whatever its id. */
export class Repetitions {
  private readonly byCase = new Map<number, number>();

  add({ trial, repeat, pass }: TrialResult): void {
    if (pass === undefined) return;
    // The repetitions of a case on a candidate have successive numbers.
    const first = trial - repeat;
    this.byCase.set(first, (this.byCase.get(first) ?? 0) + shift + (pass ? 1 : 0));
  }

  /** Of the share of trials that passed; the case is the unit. */
  interval(): Interval | undefined {
    return clusteredShare(this.clusters());
  }

  /** `undefined` where no case has a verdict. */
  summary(repeats: number): RepetitionSummary | undefined {
    let cases = 0;
    let flaky = 0;
    for (const { judged, passed } of this.clusters()) {
      cases += 1;
      if (passed > 0 && passed < judged) flaky += 1;
    }
    if (cases === 0) return undefined;
    const chances = [1, repeats].flatMap((k) => this.chances(k) ?? []);
    return { cases, flaky, chances };
  }

  private chances(k: number): RepetitionSummary['chances'][number] | undefined {
    const any = new Moments();
    const all = new Moments();
    for (const { judged, passed } of this.clusters()) {
      const one = passAtK(judged, passed, k);
      const each = passHatK(judged, passed, k);
      if (one === undefined || each === undefined) continue;
      any.add(one);
      all.add(each);
    }
    if (any.mean === undefined || all.mean === undefined) return undefined;
    return { k, cases: any.count, passAtK: any.mean, passHatK: all.mean };
  }

  private *clusters(): Generator<Cluster> {
    for (const packed of this.byCase.values()) {
      yield { judged: Math.floor(packed / shift), passed: packed % shift };
    }
  }
}
