import type { JsonObject } from '#base/json.ts';
import type { Position, TextRange } from '#protocol/problem.ts';
import { makeSource } from '../documents/source.ts';
import { compileConversation } from './conversation.ts';
import { type MessageTemplate, messagesOf, type Prompt, type PromptVariant } from './prompt.ts';

/** A text of a prompt that values are filled into. */
export interface FilledText {
  /** Every place that reads a value, in order. */
  readonly variables: readonly { readonly name: string; readonly range: TextRange }[];
  /** It cannot be read, so that nobody knows what it uses. */
  readonly isFaulty?: boolean;
  missing(values: JsonObject): readonly string[];
}

/** Those of all variants, in whatever language they are written; what several variants share is there once. */
export function filledTexts(prompt: Prompt): readonly FilledText[] {
  return [
    ...plainMessages(prompt).map((message) => filledText({ messages: [message] })),
    ...prompt.variants.filter((variant) => !isPlain(variant)).map(filledText),
  ];
}

/** The messages whose `{{name}}` are all there is to fill. */
export function plainMessages(prompt: Prompt): readonly MessageTemplate[] {
  return messagesOf({ ...prompt, variants: prompt.variants.filter(isPlain) });
}

function isPlain({ template }: PromptVariant): boolean {
  return template === undefined;
}

function filledText(variant: Pick<PromptVariant, 'messages' | 'template'>): FilledText {
  const { messages } = variant;
  const conversation = compileConversation(variant);
  const counts = messages.map(() => 0);
  const places = messages.map(placesIn);
  return {
    variables: conversation.variables.flatMap(({ name, message, start, end }) => {
      const written = messages[message];
      const index = counts[message] ?? 0;
      counts[message] = index + 1;
      const rangeIn = places[message];
      if (written === undefined || rangeIn === undefined) return [];
      const range = written.isVerbatim
        ? rangeIn(start, end)
        : (written.places?.[index] ?? written.range);
      return [{ name, range }];
    }),
    isFaulty: conversation.fault !== undefined,
    missing: (values) => conversation.missing(values),
  };
}

/** Places of a file from offsets in a content that is the file's own text. */
export function placesIn({
  content,
  range: { start: first },
}: MessageTemplate): (start: number, end: number) => TextRange {
  const source = makeSource('', content);
  const at = (offset: number): Position => {
    const { line, column } = source.position(offset);
    return { line: first.line + line - 1, column: line === 1 ? first.column + column - 1 : column };
  };
  return (start, end) => ({ start: at(start), end: at(end) });
}
