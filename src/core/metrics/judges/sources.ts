import { isJsonObject, type JsonValue } from '#base/json.ts';
import { chunksOf, type Chunk } from '../context.ts';
import type { Evidence } from '../metric.ts';
import { references, textOf } from '../text.ts';
import type { NamedText } from './material.ts';

/** The case lacks what a judge needs: not applicable. */
export class NothingToJudge extends Error {}

/** The case's `input`, else the last user message. */
export function questionIn({ testCase, messages }: Evidence): string | undefined {
  const input: JsonValue | undefined = testCase.values['input'];
  if (input !== undefined && input !== null) return textOf(input);
  return messages.findLast((message) => message.role === 'user')?.content;
}

export const noQuestion = 'the case has no `input` and no user message';

export function questionOf(evidence: Evidence): string {
  return questionIn(evidence) ?? nothing(noQuestion);
}

/** Several references are joined: any of them is right. */
export function expectedOf({ expected }: Evidence): string {
  return references(expected)?.join('\nor: ') ?? nothing('the case names no expected text');
}

export function columnOf({ testCase: { values } }: Evidence, column: string): string {
  const value = Object.hasOwn(values, column) ? values[column] : undefined;
  if (value === undefined || value === null) return nothing(`the case has no \`${column}\``);
  return textOf(value);
}

export function chunksIn({ testCase }: Evidence, column: string): readonly Chunk[] {
  const chunks = chunksOf(testCase.values, column) ?? [];
  if (chunks.some(({ text }) => text.trim() !== '')) return chunks;
  return nothing(
    `the case has no \`${column}\` that is a text, a list of texts, or a list of { id, text }`,
  );
}

export function chunkTexts(chunks: readonly Chunk[]): readonly NamedText[] {
  return chunks.map(({ text }, place) => [`passage ${place + 1}`, text]);
}

/** One turn of a conversation. */
export interface Turn {
  readonly role: string;
  readonly content: string;
}

/** The case's `column`, a list of `{ role, content }`, else what was sent; the reply is the last turn. */
export function transcriptOf(evidence: Evidence, column: string | undefined): readonly Turn[] {
  const turns = column === undefined ? evidence.messages : turnsIn(evidence, column);
  if (turns.length === 0) return nothing('there is no conversation');
  return [...turns, { role: 'assistant', content: evidence.reply }];
}

function turnsIn({ testCase: { values } }: Evidence, column: string): readonly Turn[] {
  const value = Object.hasOwn(values, column) ? values[column] : undefined;
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const turns = items.flatMap((item) => {
    if (!isJsonObject(item)) return [];
    const { role, content } = item;
    return typeof role === 'string' && typeof content === 'string' ? [{ role, content }] : [];
  });
  if (turns.length === 0 || turns.length < items.length) {
    return nothing(`the case has no \`${column}\` that is a list of { role, content }`);
  }
  return turns;
}

/** Roles are the case's words, so that only known ones are named. */
export function turnTexts(turns: readonly Turn[]): readonly NamedText[] {
  return turns.map(({ role, content }, place) => [
    `turn ${place + 1}, ${roles.get(role) ?? 'other'}`,
    content,
  ]);
}

const roles: ReadonlyMap<string, string> = new Map([
  ['system', 'instructions'],
  ['user', 'user'],
  ['assistant', 'assistant'],
]);

export function nothing(why: string): never {
  throw new NothingToJudge(why);
}
