import { quoteFound } from '../../documents/problems.ts';
import type { DatasetReference } from '../../prompts/prompt.ts';
import type { TextChange } from '../expected/change.ts';
import { yamlText } from '../expected/yamlText.ts';
import { columnKeys } from './columnKeys.ts';
import { mapChange } from './mapChange.ts';
import { whyFixed, whyNoName } from './newName.ts';
import { saysTheSame, sameRows } from './sameMeaning.ts';
import { variableUses, type VariableUse } from './variableUses.ts';

/** A file of cases that a prompt names. */
export interface UsedDataset {
  readonly reference: DatasetReference;
  /** Absolute; names the file in the result. */
  readonly path: string;
  /** `undefined`: it cannot be read, or is too large to be written again. */
  readonly text: string | undefined;
  /** Other prompts take cases from it. */
  readonly isShared: boolean;
}

export interface RenamedPrompt {
  readonly path: string;
  readonly text: string;
  readonly datasets: readonly UsedDataset[];
}

export interface FileChanges {
  readonly path: string;
  /** Of the text as it was, in order. */
  readonly changes: readonly TextChange[];
}

export type Renaming =
  | {
      readonly files: readonly FileChanges[];
      /** What the person should know besides. */
      readonly notes: readonly string[];
    }
  | { readonly why: string };

/**
 * Gives a variable another name wherever its prompt knows it: in texts that are filled, the cases beside it, settings of
 * evaluators, and the columns of its datasets. A dataset that others use keeps its column; the prompt's `map` says then
 * what it is called here. Every changed file is read once more, and must say the same under the new name.
 */
export async function renameVariable(
  { path, text, datasets }: RenamedPrompt,
  from: string,
  to: string,
): Promise<Renaming> {
  const fixed = whyFixed(from) ?? whyNoName(to);
  if (fixed !== undefined) return { why: fixed };
  if (from === to) return { files: [], notes: [] };
  const uses = variableUses(text);
  const columns = datasets.map((one) => namesIn(one));
  const taken = whyTaken(uses, columns, to);
  if (taken !== undefined) return { why: taken };

  const inDatasets = await datasetChanges(text, datasets, from, to);
  if ('why' in inDatasets) return inDatasets;
  const { files, notes } = inDatasets;
  const changes = [...renamedUses(text, uses, from, to), ...inDatasets.changes];
  const inOrder = changes.toSorted((a, b) => a.offset - b.offset);
  if (!saysTheSame(path, text, inOrder, from, to)) {
    return { why: 'The prompt is written in a way that it cannot be changed safely.' };
  }
  const result = [{ path, changes: inOrder }, ...files];
  return { files: result.filter((one) => one.changes.length > 0), notes };
}

/** What a new name of a variable changes in datasets, and in the `map`s of the text that names them. */
export async function datasetChanges(
  text: string,
  datasets: readonly UsedDataset[],
  from: string,
  to: string,
): Promise<
  | {
      readonly changes: readonly TextChange[];
      readonly files: readonly FileChanges[];
      readonly notes: readonly string[];
    }
  | { readonly why: string }
> {
  const columns = datasets.map((one) => namesIn(one));
  const notes: string[] = [];
  const changes: TextChange[] = [];
  const files = new Map<string, FileChanges>();
  for (const [index, dataset] of datasets.entries()) {
    const { reference, path: file, text: rows, isShared } = dataset;
    if (Object.hasOwn(reference.map, from) || !(columns[index] ?? noNames).has(from)) continue;
    if (rows === undefined || isShared) {
      const change = mapChange(text, index, to, from);
      if ('why' in change) return change;
      changes.push(change.change);
      const reason = rows === undefined ? 'is too large to be changed' : 'is used by other prompts';
      notes.push(
        `${quoteFound(reference.file)} ${reason}: "map" now calls its column ${quoteFound(from)} ${quoteFound(to)}.`,
      );
      continue;
    }
    const renamed = renamedColumn(file, rows, from, to);
    if (!(await sameRows(file, rows, renamed, from, to))) {
      return {
        why: `${quoteFound(reference.file)} is written in a way that it cannot be changed safely.`,
      };
    }
    files.set(file, { path: file, changes: renamed });
  }
  return { changes, files: [...files.values()], notes };
}

/** The changes that give a column of a dataset another name, in every row. */
export function renamedColumn(
  file: string,
  text: string,
  from: string,
  to: string,
): readonly TextChange[] {
  const isYaml = /\.ya?ml$/i.test(file);
  const isTable = /\.[ct]sv$/i.test(file);
  return Array.from(columnKeys(file, text))
    .filter(({ name }) => name === from)
    .map(({ start, end }) => {
      const before = text.slice(start, end);
      const written = isYaml
        ? yamlText(to, before)
        : isTable
          ? cell(to, before)
          : JSON.stringify(to);
      return { offset: start, length: end - start, text: written };
    });
}

function cell(name: string, before: string): string {
  if (before.startsWith('"')) return `"${name}"`;
  return before.replace(before.trim(), () => name);
}

/** Of a placeholder only what names the variable: in `{{customer.name}}` that is `customer`. */
export function renamedUses(
  text: string,
  uses: readonly VariableUse[],
  from: string,
  to: string,
): TextChange[] {
  return uses.flatMap(({ kind, name, start, end }) => {
    if (kind === 'placeholder') {
      const isMeant = name === from || name.startsWith(`${from}.`);
      return isMeant ? [{ offset: start, length: from.length, text: to }] : [];
    }
    if (name !== from) return [];
    const written = yamlText(to, text.slice(start, end));
    return [{ offset: start, length: end - start, text: written }];
  });
}

function whyTaken(
  uses: readonly VariableUse[],
  columns: readonly ReadonlySet<string>[],
  to: string,
): string | undefined {
  const isUsed = uses.some(({ name }) => name === to || name.startsWith(`${to}.`));
  const isColumn = columns.some((names) => names.has(to));
  if (!isUsed && !isColumn) return undefined;
  const where = isUsed ? 'in this prompt' : 'as a column of its datasets';
  return `There is ${quoteFound(to)} already ${where}.`;
}

/** What a dataset's cases have after `map`: enough of a large file to know its columns. */
export function namesIn({ reference, path, text }: UsedDataset): ReadonlySet<string> {
  const { map } = reference;
  const names = new Set(Object.keys(map));
  if (text === undefined) return names;
  const mapped = new Set(Object.values(map));
  for (const { name } of columnKeys(path, text)) if (!mapped.has(name)) names.add(name);
  return names;
}

const noNames: ReadonlySet<string> = new Set();
