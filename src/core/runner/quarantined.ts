import type { QuarantineEntry, QuarantinedResult, RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import type { BaselineCell } from '../store/baselines.ts';
import { passOf } from './scoring.ts';

/** The first entry that concerns a case of a prompt, its whole before one of its evaluators. */
export function entryFor(
  entries: readonly QuarantineEntry[],
  file: string,
  caseId: string,
): QuarantineEntry | undefined {
  const found = entries.filter(
    (one) =>
      (one.prompt === undefined || one.prompt === file) &&
      (one.case === undefined || one.case === caseId),
  );
  return found.find(({ evaluator }) => evaluator === undefined) ?? found[0];
}

/** Sorts results into what counts and what is only told. */
export class Quarantine {
  private readonly manifest: Pick<RunManifest, 'prompts' | 'candidates'>;
  private readonly entries: readonly QuarantineEntry[];
  private readonly told = new Map<string, QuarantinedResult>();

  constructor(
    manifest: Pick<RunManifest, 'prompts' | 'candidates'>,
    entries: readonly QuarantineEntry[],
  ) {
    this.manifest = manifest;
    this.entries = entries;
  }

  /** What of a result counts; `undefined`: nothing. */
  counted(result: TrialResult): TrialResult | undefined {
    const file = this.fileOf(result);
    const entries = this.entries.filter((one) => entryFor([one], file, result.caseId));
    const whole = entries.find(({ evaluator }) => evaluator === undefined);
    if (whole !== undefined) {
      this.tell(whole, result, result.pass, result.state === 'error');
      return undefined;
    }
    const names = new Set<string>();
    for (const entry of entries) {
      const named = result.scores.find(({ evaluator }) => evaluator === entry.evaluator);
      if (named === undefined) continue;
      const { score } = named;
      names.add(named.evaluator);
      const pass = score.outcome === 'scored' ? score.pass : undefined;
      this.tell(entry, result, pass, score.outcome === 'failed');
    }
    if (names.size === 0) return result;
    const scores = result.scores.filter(({ evaluator }) => !names.has(evaluator));
    const { pass: _, ...rest } = result;
    const pass = passOf(scores);
    return { ...rest, scores, ...(pass === undefined ? {} : { pass }) };
  }

  get results(): readonly QuarantinedResult[] {
    return [...this.told.values()];
  }

  private fileOf({ candidate }: TrialResult): string {
    const place = this.manifest.candidates[candidate]?.prompt ?? -1;
    return this.manifest.prompts[place]?.file ?? '';
  }

  private tell(
    entry: QuarantineEntry,
    { candidate, caseId }: TrialResult,
    pass: boolean | undefined,
    isError: boolean,
  ): void {
    const key = JSON.stringify([this.entries.indexOf(entry), candidate, caseId]);
    const old = this.told.get(key);
    this.told.set(key, {
      entry,
      candidate,
      caseId,
      judged: (old?.judged ?? 0) + (pass === undefined ? 0 : 1),
      passed: (old?.passed ?? 0) + (pass === true ? 1 : 0),
      errors: (old?.errors ?? 0) + (isError ? 1 : 0),
    });
  }
}

/** The cells of one side of a comparison, without what is quarantined. Both sides are treated alike. */
export function countedCells(
  cells: readonly BaselineCell[],
  file: string,
  entries: readonly QuarantineEntry[],
): readonly BaselineCell[] {
  if (entries.length === 0) return cells;
  return cells.flatMap((cell) => {
    const own = entries.filter((one) => entryFor([one], file, cell.caseId) !== undefined);
    if (own.length === 0) return [cell];
    if (own.some(({ evaluator }) => evaluator === undefined)) return [];
    const names = new Set(own.map(({ evaluator }) => evaluator));
    const scores = Object.entries(cell.scores).filter(([name]) => !names.has(name));
    // Its verdict came from that evaluator too.
    return [{ ...cell, judged: 0, passed: 0, scores: Object.fromEntries(scores) }];
  });
}
