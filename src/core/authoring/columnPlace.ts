import type { TextRange } from '#protocol/problem.ts';
import { makeSource } from '../documents/source.ts';
import { columnKeys } from './variables/columnKeys.ts';
import { yamlSpans } from './yamlSpans.ts';

/** Where a dataset file first names a column: the cell of a header, or the key in a row. `head`: its beginning. */
export function columnPlace(file: string, head: string, column: string): TextRange | undefined {
  for (const { name, start, end } of columnKeys(file, head)) {
    if (name === column) return makeSource(file, head).range(start, end);
  }
  return undefined;
}

/** The key of a case beside the prompt: of the first that has it. */
export function testDataPlace(text: string, column: string): TextRange | undefined {
  const found = yamlSpans(text).spans.find(
    ({ part, path }) =>
      part === 'key' && path.length === 3 && path[0] === 'testData' && path[2] === column,
  );
  return found === undefined ? undefined : makeSource('', text).range(found.start, found.end);
}
