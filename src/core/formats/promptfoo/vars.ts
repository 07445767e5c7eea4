import { posix } from 'node:path';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { plainValue } from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import { isList } from '../../prompts/printValue.ts';
import type { Filler } from './filler.ts';
import type { RawTest } from './rawTest.ts';
import type { PromptfooReading } from './reading.ts';

/** More than this come out of no list that somebody wrote by hand. */
export const mostCombinations = 5000;

/** The values of each case of a test: lists of texts and patterns of files make one for every combination. */
export function valuesOf(
  test: RawTest,
  filler: Filler,
  reading: PromptfooReading,
): readonly JsonObject[] {
  const isAlone = test.options['disableVarExpansion'] === true;
  let combinations: readonly JsonObject[] = [{}];
  for (const [name, written] of Object.entries(test.vars)) {
    const choices = test.isTable ? [written] : choicesOf(written, isAlone, test, reading);
    if (combinations.length * choices.length > mostCombinations) {
      reading.tell(
        'error',
        test.at,
        'too-many-combinations',
        `The lists of this test make more than ${mostCombinations} cases.`,
        'Set `disableVarExpansion: true`, or make the lists shorter.',
      );
      return [];
    }
    combinations = combinations.flatMap((values) =>
      choices.map((choice) => ({ ...values, [name]: choice })),
    );
  }
  return test.isTable ? combinations : combinations.map((values) => filled(values, filler));
}

function choicesOf(
  written: JsonValue,
  isAlone: boolean,
  test: RawTest,
  reading: PromptfooReading,
): readonly JsonValue[] {
  if (typeof written === 'string' && written.startsWith('file://')) {
    const paths = reading.files(reading.path(written));
    return paths.map((path) => contentOf(path, test, reading));
  }
  const isExpanded =
    !isAlone && written !== null && isList(written) && typeof written[0] === 'string';
  return isExpanded ? written : [written];
}

function contentOf(path: string, test: RawTest, reading: PromptfooReading): JsonValue {
  const ending = posix.extname(path).toLowerCase();
  if (ending === '.yaml' || ending === '.yml') {
    const document = reading.document(path, test.at);
    return document === undefined ? '' : JSON.stringify(plainValue(document));
  }
  if (!unread.has(ending)) return reading.text(path, test.at)?.trim() ?? '';
  reading.tell(
    'error',
    test.at,
    'value-unsupported',
    `The value is the file ${quoteFound(path)}, which is a program or no text.`,
    'Write the text into a file, and name that.',
  );
  return '';
}

const unread = new Set([
  '.js',
  '.cjs',
  '.mjs',
  '.ts',
  '.py',
  '.pdf',
  '.png',
  '.jpg',
  '.jpeg',
  '.gif',
  '.webp',
  '.mp4',
  '.mp3',
  '.wav',
]);

/** A value may read others; it is filled once. */
function filled(values: JsonObject, filler: Filler): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? filler.text(value, values).value : value,
    ]),
  );
}
