import type { JsonObject, JsonValue } from '#base/json.ts';
import type { Conversation, RenderedConversation } from '../prompts/conversation.ts';
import { isList } from '../prompts/printValue.ts';
import { templateVariables } from '../prompts/template.ts';

/** Offsets of a text, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** What of a rendered message came from the case. */
export interface FilledParts {
  /** In order, not overlapping. */
  readonly filled: readonly TextSpan[];
  /** Placeholders that stayed as written, for want of a value. */
  readonly missing: readonly TextSpan[];
}

const open = '\u{F0002}';
const close = '\u{F0003}';

/**
 * Tells values from the prompt's own text, a message each, whatever the template language: the values are marked and filled
 * in once more. Where a mark changes what the template does, such as a comparison, nothing is told of that message.
 */
export function filledParts(
  conversation: Conversation,
  values: JsonObject,
  { messages }: RenderedConversation,
): readonly FilledParts[] {
  const again = conversation.render(markedObject(values)).messages;
  return messages.map(({ content, missing }, index) => {
    const { text, filled } = atMarks(again[index]?.content ?? '');
    const told = text === content ? filled : [];
    // A value may hold what looks like a placeholder.
    const isValue = (at: number): boolean => told.some(({ start, end }) => start <= at && at < end);
    return {
      filled: told,
      missing: templateVariables(content)
        .filter(({ name, start }) => missing.includes(name) && !isValue(start))
        .map(({ start, end }) => ({ start, end })),
    };
  });
}

function markedObject(values: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === undefined ? null : marked(value)]),
  );
}

function marked(value: JsonValue): JsonValue {
  if (typeof value === 'string') return `${open}${value}${close}`;
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? value.map(marked) : markedObject(value);
}

function atMarks(text: string): { readonly text: string; readonly filled: readonly TextSpan[] } {
  const [first = '', ...rest] = text.split(open);
  let plain = first;
  const filled: TextSpan[] = [];
  for (const piece of rest) {
    const end = piece.indexOf(close);
    const value = end < 0 ? piece : piece.slice(0, end);
    if (value !== '') filled.push({ start: plain.length, end: plain.length + value.length });
    plain += end < 0 ? piece : value + piece.slice(end + close.length);
  }
  return { text: plain, filled };
}
