import type { TextRange } from '#protocol/problem.ts';
import { offsetAt } from '../authoring/offsets.ts';
import { makeSource } from '../documents/source.ts';
import type { MessageTemplate, PromptVariant } from '../prompts/prompt.ts';

/** A sentence of a message, or an item of a list in it. */
export interface Sentence {
  readonly message: MessageTemplate;
  /** As written, white space made single. */
  readonly text: string;
  /** Lower case, without marks and punctuation at its ends: what sentences are compared by. */
  readonly folded: string;
  /** How many sentences with the same text stand before it in its message. */
  readonly occurrence: number;
}

/**
 * What a prompt says in its own words: the sentences of its system and user messages. Code, quotations of more than a
 * line and examples are left out, since they are shown and not asked for.
 */
export function sentencesOf({ messages }: Pick<PromptVariant, 'messages'>): readonly Sentence[] {
  return messages.filter(({ role }) => role !== 'assistant').flatMap(sentencesIn);
}

function sentencesIn(message: MessageTemplate): readonly Sentence[] {
  const seen = new Map<string, number>();
  const content = message.content.replaceAll(fenced, '\n\n');
  return content
    .split(breaks)
    .filter((part) => !example.test(part))
    .flatMap((part) => part.replace(marks, '').split(sentenceEnd))
    .flatMap((part) => {
      const text = part.replaceAll(/\s+/g, ' ').trim();
      if (text === '') return [];
      const folded = foldSentence(text);
      const occurrence = seen.get(folded) ?? 0;
      seen.set(folded, occurrence + 1);
      return [{ message, text, folded, occurrence }];
    });
}

/** What sentences are compared by. */
export function foldSentence(text: string): string {
  return text.toLowerCase().replaceAll(/^[^\p{L}\p{N}{]+|[^\p{L}\p{N}}]+$/gu, '');
}

const fenced = /```[^]*?(?:```|$)|<(example|examples|input|document|context)>[^]*?<\/\1>/gi;
/** A line that is empty, begins a list's item, a heading or a quotation, or has a capital letter first. */
const breaks = /\n\s*\n|\n(?=\s*(?:[-*•+]|\d{1,3}[.)]|#{1,6}|>)\s)|\n(?=\s*\p{Lu})/u;
const marks = /^\s*(?:[-*•+]|\d{1,3}[.)]|#{1,6})\s+/;
const example =
  /^\s*(?:>|(?:example|e\.g\.|input|output|question|answer|q|a|user|assistant)\s*\d*\s*:)/i;
const sentenceEnd = /(?<=[.!?。！？])\s+/;

/** Where words of a message stand in its file; the whole message where that cannot be told. */
export function placeOf(
  text: string | undefined,
  { range }: Pick<MessageTemplate, 'range'>,
  words: string,
  occurrence = 0,
): TextRange {
  if (text === undefined) return range;
  const from = offsetAt(text, range.start);
  const within = text.slice(from, offsetAt(text, range.end));
  const pattern = words
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\s+');
  const found = [...within.matchAll(new RegExp(pattern, 'giu'))][occurrence];
  if (found === undefined) return range;
  const start = from + found.index;
  return makeSource('', text).range(start, start + found[0].length);
}
