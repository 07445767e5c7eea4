import { CellTally, type PromptCells } from '../compare/cells.ts';
import type { Accepted, AcceptedPrompt, Baselines, History, StoredRun } from '../engine.ts';
import { FileError, type Clock, type Files } from '../ports.ts';
import {
  baselinePath,
  cellText,
  listBaselines,
  readBaseline,
  sortCells,
  writeBaseline,
  type BaselineCell,
} from '../store/baselines.ts';
import { cellKey } from '../store/cellKey.ts';

interface Desk {
  readonly files: Files;
  readonly clock: Pick<Clock, 'now'>;
  readonly root: string;
  readonly history: Pick<History, 'results'>;
}

/** The accepted scores of one project. One acceptance at a time: each reads what the one before has written. */
export function openBaselines(desk: Desk): Baselines {
  let before: Promise<unknown> = Promise.resolve();
  return {
    read: (promptFile) => readBaseline(desk.files, desk.root, promptFile),
    list: () => listBaselines(desk.files, desk.root),
    accept(run) {
      const accepting = before.then(() => accept(desk, run));
      before = accepting.catch(() => undefined);
      return accepting;
    },
  };
}

async function accept(desk: Desk, run: StoredRun): Promise<Accepted> {
  if (!('value' in run.manifest)) return { prompts: [], refused: run.manifest.message };
  const tally = new CellTally(run.manifest.value);
  try {
    await desk.history.results(run, (result) => tally.add(result));
  } catch (error) {
    return { prompts: [], refused: whyNot(error) };
  }
  const prompts: AcceptedPrompt[] = [];
  for (const cells of tally.prompts()) prompts.push(await acceptPrompt(desk, run.id, cells));
  return { prompts };
}

async function acceptPrompt(
  { files, clock, root }: Desk,
  run: string,
  { file, cells, leftOut }: PromptCells,
): Promise<AcceptedPrompt> {
  const told = { prompt: file, path: baselinePath(root, file), leftOut };
  const stored = await readBaseline(files, root, file);
  if ('fault' in stored && stored.fault !== 'missing') {
    return { ...told, accepted: 0, kept: 0, refused: stored.message };
  }
  const before = 'value' in stored ? stored.value : undefined;
  const merged = mergeCells(before?.cells ?? [], cells);
  const kept = merged.length - cells.length;
  // Nothing new to say: the file, and its date, stay as they are.
  const isNew = before?.run !== run || !areSame(before.cells, merged);
  if (cells.length === 0 || !isNew) return { ...told, accepted: cells.length, kept };
  const acceptedAt = new Date(clock.now()).toISOString();
  try {
    const baseline = { version: 1, prompt: file, run, acceptedAt, cells: merged } as const;
    await writeBaseline(files, root, baseline);
  } catch (error) {
    return { ...told, accepted: 0, kept: before?.cells.length ?? 0, refused: whyNot(error) };
  }
  return { ...told, accepted: cells.length, kept };
}

/** New cells replace their own kind; every other one stays: a baseline never gets smaller. */
export function mergeCells(
  before: readonly BaselineCell[],
  accepted: readonly BaselineCell[],
): readonly BaselineCell[] {
  const cells = new Map([...before, ...accepted].map((cell) => [cellKey(cell), cell]));
  return sortCells([...cells.values()]);
}

function areSame(one: readonly BaselineCell[], other: readonly BaselineCell[]): boolean {
  const sorted = sortCells(one);
  return (
    sorted.length === other.length &&
    sorted.every((cell, place) => {
      const twin = other[place];
      return twin !== undefined && cellText(cell) === cellText(twin);
    })
  );
}

function whyNot(error: unknown): string {
  if (error instanceof FileError) return error.message;
  throw error;
}
