import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import { isList } from '../../prompts/printValue.ts';
import type { RawAssertion } from './rawTest.ts';
import type { PromptfooReading } from './reading.ts';

/** The words of a judge's own prompt: a text, a conversation, or a file that holds one. */
export function rubricPromptText(
  written: JsonValue,
  { at }: RawAssertion,
  reading: PromptfooReading,
): string {
  if (typeof written !== 'string') return wordsOf(written);
  if (!written.startsWith('file://')) return fromText(written);
  return fromText(reading.text(reading.path(written), at) ?? '');
}

function fromText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return wordsOf(JSON.parse(text) as JsonValue);
  } catch {
    return text;
  }
}

function wordsOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  const turns = value !== null && isList(value) ? value : [value];
  return turns
    .flatMap((turn) =>
      isJsonObject(turn) && typeof turn['content'] === 'string' ? [turn['content']] : [],
    )
    .join('\n\n');
}

/**
 * What such a prompt reads. The reply never stands in it: it is shown to the judge between marks, as every text that
 * somebody else wrote.
 */
export function rubricNames(value: JsonValue | undefined): JsonObject {
  const rubric = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  return {
    rubric,
    criteria: rubric,
    output: '(the reply, as shown)',
    completion: '(the reply, as shown)',
    input: '(the conversation)',
  };
}
