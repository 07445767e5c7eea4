import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { readPrompt } from '../../project/readPrompt.ts';
import { messagesOf, type Prompt } from '../../prompts/prompt.ts';
import { templateVariables } from '../../prompts/template.ts';
import type { TextChange } from '../expected/change.ts';
import { textRows } from '../textRows.ts';

export function withChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let from = 0;
  for (const { offset, length, text: put } of changes) {
    result += text.slice(from, offset) + put;
    from = offset + length;
  }
  return result + text.slice(from);
}

/** Whether a prompt says the same as before, but for one name. Also of a prompt with errors, as far as it can be read. */
export function saysTheSame(
  file: string,
  text: string,
  changes: readonly TextChange[],
  from: string,
  to: string,
): boolean {
  const before = readPrompt(Buffer.from(text), file).value;
  const after = readPrompt(Buffer.from(withChanges(text, changes)), file).value;
  if (before === undefined || after === undefined) return false;
  return isDeepStrictEqual(meaningOf(after), renamedMeaning(meaningOf(before), from, to));
}

/** Whether the rows are the same as before, but for the name of a column. */
export async function sameRows(
  file: string,
  text: string,
  changes: readonly TextChange[],
  from: string,
  to: string,
): Promise<boolean> {
  const before = await textRows(file, text);
  const after = await textRows(file, withChanges(text, changes));
  if (before === undefined || after === undefined) return false;
  return isDeepStrictEqual(
    after.map(({ values }) => values),
    before.map(({ values }) => renamedKey(values, from, to)),
  );
}

interface Meaning {
  readonly texts: readonly string[];
  readonly cases: readonly JsonObject[];
  readonly models: readonly string[];
  readonly evaluators: readonly string[];
  readonly repeats: number | undefined;
}

function meaningOf(prompt: Prompt): Meaning {
  return {
    texts: messagesOf(prompt).map(({ content }) => content),
    cases: prompt.cases.map(({ values }) => values),
    models: prompt.models.map(({ id }) => id),
    evaluators: prompt.evaluators.map(({ name, uses }) => `${uses} ${name}`),
    repeats: prompt.repeats,
  };
}

function renamedMeaning(meaning: Meaning, from: string, to: string): Meaning {
  return {
    ...meaning,
    texts: meaning.texts.map((text) => renamedText(text, from, to)),
    cases: meaning.cases.map((values) => renamedKey(values, from, to)),
  };
}

function renamedText(text: string, from: string, to: string): string {
  const changes = templateVariables(text)
    .filter(({ name }) => name === from || name.startsWith(`${from}.`))
    .map(({ name, start }) => {
      return { offset: text.indexOf(name, start + 2), length: from.length, text: to };
    });
  return withChanges(text, changes);
}

function renamedKey(values: JsonObject, from: string, to: string): JsonObject {
  if (!Object.hasOwn(values, from)) return values;
  const entries = Object.entries(values).map(([key, value]) => [key === from ? to : key, value]);
  return Object.fromEntries(entries) as Record<string, JsonValue>;
}
