import { posix } from 'node:path';
import type { JsonValue } from '#base/json.ts';
import { placeAt } from '../../datasets/faults.ts';
import { nodeAt, nodeOf, type DocumentNode } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { RawTest } from './rawTest.ts';
import { readTest, type Templates } from './readTest.ts';
import { below, type Place, type PromptfooReading } from './reading.ts';
import { readTable } from './table.ts';
import { testOfRow } from './tableTest.ts';

/** Tests in the order of the file and of the files that it names. */
export function readTests(
  node: DocumentNode | undefined,
  place: Place,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawTest[] {
  if (node === undefined) return [];
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) =>
      readTests(item, below(place, index, node), templates, reading),
    );
  }
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return [];
    return named(node.value, place, templates, reading);
  }
  const path = nodeAt(node, ['path']);
  if (path?.kind === 'scalar' && typeof path.value === 'string') {
    return named(path.value, place, templates, reading);
  }
  const test = readTest(node, place, templates, reading);
  return test === undefined ? [] : [test];
}

function named(
  reference: string,
  place: Place,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawTest[] {
  const isElsewhere = /^(?:https?|huggingface|az|s3):/.test(reference);
  const ending = posix.extname(reference.replace(/#.*$/, '')).toLowerCase();
  if (isElsewhere || !endings.has(ending)) {
    reading.tell(
      'error',
      place,
      'tests-external',
      `${quoteFound(reference)} is no file that tests are read from.`,
      'Let promptfoo write the tests to a file once, and name that.',
      [...endings].join(', '),
    );
    reading.report.dropped(
      place.key,
      place.range,
      'Programs, tables of Excel and addresses are not read.',
    );
    return [];
  }
  const paths = reading.files(reading.path(reference));
  if (paths.length === 0) {
    reading.tell(
      'error',
      place,
      'file-missing',
      `No file fits ${quoteFound(reference)}.`,
      'Correct the pattern; it counts from the folder of the configuration.',
    );
  }
  reading.report.translated(place.key, place.range, 'A case for each test.');
  return paths.flatMap((path) => inFile(path, place, templates, reading));
}

const endings = new Set(['.csv', '.tsv', '.yaml', '.yml', '.json', '.jsonl']);

function inFile(
  path: string,
  place: Place,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawTest[] {
  const ending = posix.extname(path).toLowerCase();
  if (ending === '.yaml' || ending === '.yml' || ending === '.json') {
    const document = reading.document(path, place);
    const at = { file: path, range: placeAt(1), key: path };
    return readTests(document, at, templates, reading);
  }
  const text = reading.text(path, place);
  if (text === undefined) return [];
  if (ending === '.jsonl') return fromLines(text, path, templates, reading);
  const { rows } = readTable(text, path, reading);
  return rows.map((row) => testOfRow(row, path, reading));
}

function fromLines(
  text: string,
  path: string,
  templates: Templates,
  reading: PromptfooReading,
): readonly RawTest[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = { file: path, range: placeAt(index + 1), key: `${path}:${index + 1}` };
    const value = fromJson(line);
    if (value !== undefined) return readTests(nodeOf(value, at.range), at, templates, reading);
    reading.tell('error', at, 'jsonl-syntax', 'The line is no JSON.', 'Write one test a line.');
    return [];
  });
}

function fromJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
