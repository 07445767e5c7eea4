import { CellTally } from '../compare/cells.ts';
import type { History } from '../engine.ts';
import { FileError } from '../ports.ts';

/** A case that passed in some trials and failed in others, although nothing of its prompt had changed between them. */
export interface FlakyCase {
  /** File of the prompt, relative to the root. */
  readonly prompt: string;
  readonly caseId: string;
  readonly variant: string;
  readonly model: string;
  /** Trials with a verdict, over so many runs. */
  readonly judged: number;
  readonly passed: number;
  readonly runs: number;
}

const usualRuns = 20;
const fewestTrials = 3;

/**
 * Looks at the newest runs whose prompt has the text that it has in the newest of them. Sorted by prompt and case. A run that
 * cannot be read says nothing.
 */
export async function suggestQuarantine(
  history: Pick<History, 'list' | 'results'>,
  newest: number = usualRuns,
): Promise<readonly FlakyCase[]> {
  const texts = new Map<string, string>();
  const found = new Map<string, FlakyCase>();
  for (const run of await history.list(newest)) {
    if (!('value' in run.manifest)) continue;
    const manifest = run.manifest.value;
    for (const { file, sha256 } of manifest.prompts) {
      if (!texts.has(file)) texts.set(file, sha256);
    }
    const tally = new CellTally(manifest);
    try {
      await history.results(run, (result) => tally.add(result));
    } catch (error) {
      if (error instanceof FileError) continue;
      throw error;
    }
    for (const [place, { file, cells }] of tally.prompts().entries()) {
      if (texts.get(file) !== manifest.prompts[place]?.sha256) continue;
      for (const { caseId, variant, model, judged, passed } of cells) {
        const key = JSON.stringify([file, caseId, variant, model]);
        const old = found.get(key);
        found.set(key, {
          prompt: file,
          caseId,
          variant,
          model,
          judged: (old?.judged ?? 0) + judged,
          passed: (old?.passed ?? 0) + passed,
          runs: (old?.runs ?? 0) + (judged > 0 ? 1 : 0),
        });
      }
    }
  }
  return [...found.values()]
    .filter(({ judged, passed }) => judged >= fewestTrials && passed > 0 && passed < judged)
    .toSorted((a, b) => order(`${a.prompt} ${a.caseId}`, `${b.prompt} ${b.caseId}`));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
