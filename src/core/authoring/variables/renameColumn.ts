import { quoteFound } from '../../documents/problems.ts';
import type { DatasetReference } from '../../prompts/prompt.ts';
import { columnKeys } from './columnKeys.ts';
import { mapChange, remapChange } from './mapChange.ts';
import { whyFixed, whyNoName } from './newName.ts';
import { renamedColumn, type FileChanges, type Renaming } from './renameVariable.ts';
import { sameRows } from './sameMeaning.ts';
import { variableUses } from './variableUses.ts';

/** A prompt that takes cases from the dataset. */
export interface ColumnUser {
  readonly path: string;
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
  readonly reference: DatasetReference;
  /** The dataset's place among those of the prompt. */
  readonly index: number;
}

/** Gives a column of a dataset another name, and tells the `map` of each prompt that uses it. No variable is renamed. */
export async function renameColumn(
  { path, text }: { readonly path: string; readonly text: string },
  users: readonly ColumnUser[],
  from: string,
  to: string,
): Promise<Renaming> {
  const fixed = whyFixed(from) ?? whyNoName(to);
  if (fixed !== undefined) return { why: fixed };
  const names = new Set(Array.from(columnKeys(path, text), ({ name }) => name));
  if (names.has(to)) return { why: `There is a column ${quoteFound(to)} already.` };
  const rows = renamedColumn(path, text, from, to);
  if (!(await sameRows(path, text, rows, from, to))) {
    return { why: 'The dataset is written in a way that it cannot be changed safely.' };
  }
  const files: FileChanges[] = [{ path, changes: rows }];
  const notes: string[] = [];
  for (const { path: prompt, file, text: written, reference, index } of users) {
    const mapped = Object.entries(reference.map).find(([, column]) => column === from)?.[0];
    const isUsed = variableUses(written).some(
      ({ name }) => name === from || name.startsWith(`${from}.`),
    );
    if (mapped === undefined && !isUsed) continue;
    const found =
      mapped === undefined
        ? mapChange(written, index, from, to)
        : remapChange(written, index, mapped, to);
    if ('why' in found) return found;
    files.push({ path: prompt, changes: [found.change] });
    if (mapped === undefined) {
      notes.push(`"map" in ${quoteFound(file)} now calls the column ${quoteFound(from)}.`);
    }
  }
  return { files, notes };
}
