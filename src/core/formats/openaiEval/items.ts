import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { placeAt } from '../../datasets/faults.ts';
import { nodeAt, plainValue, type DocumentNode } from '../../documents/node.ts';
import { errorAt, warningAt } from '../../documents/problems.ts';
import type { OtherFiles } from '../otherFiles.ts';

/** One row that an eval is run over. */
export interface FoundItem {
  readonly values: JsonObject;
  readonly at: { readonly file: string; readonly line: number };
}

/** The items that a run was given, or those of the file beside the export: `name.openai-eval.jsonl`. */
export function itemsOf(
  data: DocumentNode | undefined,
  file: string,
  others: OtherFiles,
  problems: Problem[],
): readonly FoundItem[] {
  const content = data === undefined ? undefined : nodeAt(data, ['source', 'content']);
  if (content?.kind === 'list' && content.items.length > 0) {
    return content.items.flatMap((node) =>
      itemIn(plainValue(node), { file, line: node.range.start.line }),
    );
  }
  const path = file.replace(/\.json$/i, '.jsonl');
  const bytes = others.read(path);
  if (bytes !== undefined) return fromLines(new TextDecoder().decode(bytes), path, problems);
  problems.push(
    warningAt(
      file,
      data?.range ?? fileStart,
      'eval-without-items',
      `The export holds no items, and there is no ${path}.`,
      'Save the rows of its data source there, a JSON object a line.',
    ),
  );
  return [];
}

function fromLines(text: string, file: string, problems: Problem[]): readonly FoundItem[] {
  return text.split('\n').flatMap((written, index) => {
    if (written.trim() === '') return [];
    const line = index + 1;
    const value = parsed(written);
    if (value !== undefined) return itemIn(value, { file, line });
    const message = 'The line is no JSON.';
    problems.push(errorAt(file, placeAt(line), 'jsonl-syntax', message, 'Write one item a line.'));
    return [];
  });
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** `{ "item": { … } }`, or the values themselves. */
function itemIn(value: JsonValue, at: FoundItem['at']): readonly FoundItem[] {
  if (!isJsonObject(value)) return [];
  const { item } = value;
  return [{ values: isJsonObject(item) ? item : value, at }];
}
