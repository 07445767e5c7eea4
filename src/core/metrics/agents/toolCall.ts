import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import { quoteFound } from '../../documents/problems.ts';
import { listIn } from '../context.ts';
import { readJsonReply } from '../jsonReply.ts';
import type { Evidence } from '../metric.ts';

/** A tool that was called, and with what. Arguments that are no JSON stay a text. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: JsonValue;
}

/**
 * The calls that a value lists, in order: `{name, arguments}`, OpenAI's `{function: {name, arguments}}`, Anthropic's
 * blocks `{type: "tool_use", name, input}`; a single one; or a message that holds them as `tool_calls` or `content`,
 * where other blocks do not count. `undefined` where it is none of these.
 */
export function callsIn(value: JsonValue | undefined): readonly ToolCall[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    const calls = items.flatMap((item) => (isOtherBlock(item) ? [] : [callOf(item)]));
    return calls.every((call) => call !== undefined) ? calls : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { tool_calls: openai, content } = value;
  if (Array.isArray(openai)) return callsIn(openai);
  if (Array.isArray(content)) return callsIn(content);
  const call = callOf(value);
  return call === undefined ? undefined : [call];
}

/**
 * The calls of a reply, or of the column where one is named. A reply that is plain text calls nothing. Gives the reason
 * where there is no such column.
 */
export function callsOf(
  { reply, testCase }: Evidence,
  column: string | undefined,
): readonly ToolCall[] | string {
  if (column !== undefined) {
    const value = testCase.values[column];
    const calls = callsIn(listIn(value));
    return calls ?? `the case has no tool calls in ${quoteFound(column)}`;
  }
  const read = readJsonReply(reply, true);
  return 'why' in read ? [] : (callsIn(read.value as JsonValue) ?? []);
}

/** The same text for the same JSON, whatever the order of its keys. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

export function canonicalCall({ name, arguments: given }: ToolCall): string {
  return `${JSON.stringify(name)}${canonicalJson(given)}`;
}

function isOtherBlock(item: JsonValue): boolean {
  return isJsonObject(item) && typeof item['type'] === 'string' && otherBlocks.has(item['type']);
}

/** Blocks of a message that are no calls. */
const otherBlocks = new Set(['text', 'thinking', 'redacted_thinking', 'tool_result', 'image']);

function callOf(item: JsonValue): ToolCall | undefined {
  if (!isJsonObject(item)) return undefined;
  const inner: JsonObject = isJsonObject(item['function']) ? item['function'] : item;
  const { name, arguments: given, input } = inner;
  if (typeof name !== 'string' || name === '') return undefined;
  return { name, arguments: argumentsOf(given ?? input ?? {}) };
}

/** OpenAI sends arguments as JSON text. */
function argumentsOf(given: JsonValue): JsonValue {
  if (typeof given !== 'string') return given;
  if (given.trim() === '') return {};
  const read = readJsonReply(given, false);
  return 'why' in read ? given : (read.value as JsonValue);
}
