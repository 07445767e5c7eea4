import { dirname, join } from 'node:path/posix';
import type { JsonValue } from '#base/json.ts';
import type { DatasetReference, Prompt } from '../prompts/prompt.ts';
import { isList, printValue } from '../prompts/printValue.ts';
import { shortened } from './note.ts';
import type { OutlinedCase } from './outlinedCase.ts';

/** A name that a placeholder can have. */
export interface Column {
  readonly name: string;
  /** As a prompt would show them, different ones, cut. */
  readonly examples: readonly string[];
  /** The first case of each file that has it. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

/** Enough to know a file by, however many cases it has. */
const mostCasesPerFile = 500;
const mostExamples = 3;
const longestExample = 60;
const deepestName = 3;

/** The columns of cases after `map`, those inside values with dotted names. In the order they are met. */
export function columnsOf(cases: readonly OutlinedCase[]): readonly Column[] {
  const columns = new Map<
    string,
    { name: string; examples: string[]; places: Column['places'][number][] }
  >();
  const seen = new Map<string, number>();
  for (const { testCase } of cases) {
    const { file } = testCase.source;
    const count = (seen.get(file) ?? 0) + 1;
    seen.set(file, count);
    if (count > mostCasesPerFile) continue;
    for (const [name, value] of namesIn(testCase.values, '')) {
      let column = columns.get(name);
      if (column === undefined) columns.set(name, (column = { name, examples: [], places: [] }));
      if (column.places.every((place) => place.file !== file)) column.places.push(testCase.source);
      if (column.examples.length >= mostExamples) continue;
      const example = shortened(printValue(value), longestExample);
      if (!column.examples.includes(example)) column.examples.push(example);
    }
  }
  return [...columns.values()];
}

/** Columns as a dataset file itself calls them, before `map`. */
export function columnsInFile(
  prompt: Prompt,
  reference: DatasetReference,
  cases: readonly OutlinedCase[],
): readonly string[] {
  const file = join(dirname(prompt.file), reference.file);
  const names = new Set<string>();
  let count = 0;
  for (const { testCase } of cases) {
    if (testCase.source.file !== file) continue;
    count += 1;
    if (count > mostCasesPerFile) break;
    for (const name of Object.keys(testCase.values))
      names.add(Object.hasOwn(reference.map, name) ? (reference.map[name] ?? name) : name);
  }
  return [...names];
}

function* namesIn(
  values: JsonValue,
  above: string,
  depth = 1,
): Generator<readonly [string, JsonValue]> {
  if (typeof values !== 'object' || values === null || isList(values)) return;
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const name = `${above}${key}`;
    yield [name, value];
    if (depth < deepestName) yield* namesIn(value, `${name}.`, depth + 1);
  }
}
