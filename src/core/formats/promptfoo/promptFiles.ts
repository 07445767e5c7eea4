import { posix } from 'node:path';
import { plainValue } from '../../documents/node.ts';
import { readTable } from './table.ts';
import type { Place, PromptfooReading } from './reading.ts';

export interface PromptText {
  readonly text: string;
  readonly label?: string;
}

/** The prompts in one file, by its ending. */
export function promptsInFile(
  path: string,
  label: string | undefined,
  place: Place,
  reading: PromptfooReading,
): readonly PromptText[] {
  const ending = posix.extname(path).toLowerCase();
  const name = label ?? path;
  if (ending === '.yaml' || ending === '.yml') {
    const document = reading.document(path, place);
    if (document === undefined) return [];
    return [{ text: JSON.stringify(plainValue(document)), label: name }];
  }
  const text = reading.text(path, place);
  if (text === undefined) return [];
  if (ending === '.csv') return fromTable(text, path, label, reading);
  if (ending === '.jsonl') return numbered(text.split('\n'), name);
  // Only plain texts are cut: in Markdown three dashes are a line.
  if (ending === '.txt') return numbered(text.split(/^---[ \t]*\r?$/m), name);
  return [{ text: text.trim(), label: name }];
}

function numbered(pieces: readonly string[], name: string): readonly PromptText[] {
  const texts = pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
  return texts.map((text, index) => ({
    text,
    label: texts.length === 1 ? name : `${name} ${index + 1}`,
  }));
}

/** A column `prompt`, or the first, and perhaps `label`. */
function fromTable(
  text: string,
  path: string,
  label: string | undefined,
  reading: PromptfooReading,
): readonly PromptText[] {
  const { rows, columns } = readTable(text, path, reading);
  const column = columns.includes('prompt') ? 'prompt' : (columns[0] ?? '');
  const found = rows.flatMap(({ cells }) => {
    const prompt = cells.get(column)?.trim() ?? '';
    if (prompt === '') return [];
    const own = cells.get('label')?.trim() ?? '';
    return [{ text: prompt, label: own }];
  });
  return found.map(({ text: prompt, label: own }, index) => {
    const usual = label ?? path;
    const name = found.length === 1 ? usual : `${usual} ${index + 1}`;
    return { text: prompt, label: own === '' ? name : own };
  });
}
