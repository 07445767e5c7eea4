import type { History, StoredRun } from '#core/engine.ts';
import { FileError } from '#core/ports.ts';
import type { SnapshotCase } from '#core/store/snapshot.ts';
import type { RunManifest } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { PromptResults } from './promptResults.ts';
import { loadFormats, rowPlace, RunPrints, valueOf } from './resultRows.ts';

/** Earlier runs of a prompt that are looked through for results. */
const mostRuns = 20;

/** The stored runs of a root, as they are now, and the prompt whose results are wanted. */
export interface Catching {
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  readonly history: Pick<History, 'cases' | 'results'>;
  /** As manifests name the prompt. */
  readonly file: string;
  readonly cases: ReadonlySet<string>;
}

/**
 * The newest results of every prompt of one root: of runs as they go on, and of those on disk, each of which is read
 * once, and again when it has come to another end.
 */
export class RootResults {
  private readonly warn: (message: string, error: unknown) => void;
  /** By the prompt's file. */
  private readonly prompts = new Map<string, PromptResults>();
  /** Runs of this window that go on. */
  private readonly live = new Map<string, RunPrints>();
  /** Run → the end it had come to when it was read. */
  private readonly read = new Map<string, string>();
  /** Runs that were on disk when it was last looked at. */
  private listed: ReadonlySet<string> = new Set();

  constructor(warn: (message: string, error: unknown) => void) {
    this.warn = warn;
  }

  of(file: string): PromptResults {
    const known = this.prompts.get(file) ?? new PromptResults();
    this.prompts.set(file, known);
    return known;
  }

  begin(manifest: RunManifest): void {
    this.live.set(manifest.id, new RunPrints(manifest));
  }

  /** Marks what will be run. Without effect when the run has ended by now. */
  expect(manifest: RunManifest, cases: readonly SnapshotCase[]): void {
    const prints = this.live.get(manifest.id);
    if (prints === undefined) return;
    for (const one of cases) prints.takeCase(one);
    const byPrompt = Map.groupBy(cases, ({ prompt }) => prompt);
    for (const [candidate, { prompt }] of manifest.candidates.entries()) {
      for (const { testCase } of byPrompt.get(prompt) ?? []) {
        const found = rowPlace(manifest, prints, candidate, testCase.id);
        if (found !== undefined) this.of(found.file).started(found.row);
      }
    }
  }

  /** Gives the file of the prompt whose results changed. */
  take(manifest: RunManifest, result: TrialResult): string | undefined {
    const prints = this.live.get(manifest.id);
    const found = prints && rowPlace(manifest, prints, result.candidate, result.caseId);
    if (found === undefined) return undefined;
    return this.of(found.file).take(found.row, result) ? found.file : undefined;
  }

  /** Gives whether the run was going on. */
  end(manifest: RunManifest): boolean {
    if (!this.live.delete(manifest.id)) return false;
    for (const { file } of manifest.prompts) this.of(file).ended(manifest.id);
    this.read.set(manifest.id, heard);
    return true;
  }

  /** Forgets runs that are gone. Gives the files whose results changed: older runs may have what stood there before. */
  look(runs: readonly StoredRun[]): readonly string[] {
    const there = new Set(runs.map(({ id }) => id));
    const isThere = (id: string): boolean =>
      // One that ended a moment ago may not be listed yet.
      there.has(id) || this.live.has(id) || !this.listed.has(id);
    const changed = Array.from(this.prompts).flatMap(([file, results]) =>
      results.keepOnly(isThere) ? [file] : [],
    );
    if (changed.length > 0) this.read.clear();
    this.listed = there;
    return changed;
  }

  /** Reads the newest runs that are not known yet, until every case has a result. Gives the files whose results may have changed. */
  async catchUp(catching: Catching): Promise<readonly string[]> {
    const { runs, history, file, cases } = catching;
    const changed = new Set(this.look(runs));
    const candidates = new Set<string>();
    let found = this.of(file).count(cases);
    let looked = 0;
    for (const run of runs) {
      const manifest = valueOf(run.manifest);
      if (manifest === undefined || !manifest.prompts.some((one) => one.file === file)) continue;
      looked += 1;
      if (looked > mostRuns) break;
      if (this.isNews(run)) {
        await this.readRun(history, run, manifest);
        for (const one of manifest.prompts) changed.add(one.file);
        found = this.of(file).count(cases);
      }
      for (const { variant, model } of manifest.candidates) candidates.add(`${variant} ${model}`);
      if (found >= cases.size * candidates.size) break;
    }
    return [...changed];
  }

  private isNews(run: StoredRun): boolean {
    if (this.live.has(run.id)) return false;
    const before = this.read.get(run.id);
    const end = endOf(run);
    this.read.set(run.id, end);
    return before !== heard && before !== end;
  }

  private async readRun(
    history: Catching['history'],
    run: StoredRun,
    manifest: RunManifest,
  ): Promise<void> {
    await loadFormats(manifest);
    const prints = new RunPrints(manifest);
    await history
      .cases(run, (one) => {
        prints.takeCase(one);
      })
      // Without its cases nobody can say that they have changed.
      .catch(() => undefined);
    await history
      .results(run, (result) => {
        const found = rowPlace(manifest, prints, result.candidate, result.caseId);
        if (found !== undefined) this.of(found.file).take(found.row, result);
      })
      .catch((error: unknown) => {
        // One that was only planned has no journal yet.
        if (error instanceof FileError && error.code === 'missing') return;
        this.warn(`The results of run ${run.id} could not be read.`, error);
      });
  }
}

/** The run went on in this window, which heard all of it. */
const heard = 'heard';

function endOf({ summary }: StoredRun): string {
  return 'value' in summary ? summary.value.endedAt : summary.fault;
}
