import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { callsIn } from '../metrics/agents/toolCall.ts';
import { references } from '../metrics/text.ts';
import type { ResponseFormat } from '../models/model.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { messagesOf } from '../prompts/prompt.ts';

/** What a prompt and its first cases say of its purpose. */
export interface Traits {
  /** Name, description and messages, in lower case. */
  readonly words: string;
  readonly format: ResponseFormat | undefined;
  readonly columns: ReadonlySet<string>;
  readonly cases: number;
  /** What the cases expect, most of them alike; `undefined` where they expect nothing. */
  readonly expected: Expected | undefined;
  /** The column with the longest texts, `expected` aside. */
  readonly longest: { readonly name: string; readonly words: number } | undefined;
  /** Of the expected texts, and of the values. */
  readonly script: string | undefined;
  readonly inputScript: string | undefined;
}

export type Expected =
  | { readonly kind: 'calls' | 'json' | 'number' | 'letter' | 'query' }
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
  | { readonly kind: 'text'; readonly words: number; readonly isList: boolean };

export function traitsOf(prompt: Prompt, cases: readonly EvalCase[]): Traits {
  const columns = new Set(cases.flatMap(({ values }) => Object.keys(values)));
  const texts = messagesOf(prompt).map(({ content }) => content);
  const expected = cases.flatMap(({ expected: one }) =>
    one === undefined || one === null ? [] : [one],
  );
  const inputs = cases.map(({ values }) => inputsOf(values));
  return {
    words: [prompt.name, prompt.description ?? '', ...texts].join('\n').toLowerCase(),
    format: prompt.variants.find(({ responseFormat }) => responseFormat !== undefined)
      ?.responseFormat,
    columns,
    cases: cases.length,
    expected: expectedOf(expected),
    longest: longestOf(inputs),
    script: scriptOf(expected.flatMap((one) => references(one) ?? []).join('\n')),
    inputScript: scriptOf(inputs.flatMap((one) => Object.values(one)).join('\n')),
  };
}

/** Text columns that the prompt is filled with. */
function inputsOf(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && !['expected', 'id', 'tags'].includes(entry[0]),
    ),
  );
}

function expectedOf(values: readonly JsonValue[]): Expected | undefined {
  if (values.length === 0) return undefined;
  const most = (is: (value: JsonValue) => boolean): boolean =>
    values.filter(is).length * 2 > values.length;
  if (most((value) => (callsIn(parsed(value))?.length ?? 0) > 0)) return { kind: 'calls' };
  if (most((value) => isJsonObject(parsed(value)) || holdsObjects(parsed(value)))) {
    return { kind: 'json' };
  }
  if (most((value) => typeof value === 'number')) return { kind: 'number' };
  const texts = values.map((value) => references(value)?.[0] ?? '');
  if (texts.every((text) => /^\(?[A-H]\)?\.?$/.test(text))) return { kind: 'letter' };
  if (most((value) => typeof value === 'string' && query.test(value))) return { kind: 'query' };
  if (texts.every((text) => /^-?\d[\d.,]*$/.test(text))) return { kind: 'number' };
  const labels = [...new Set(texts)];
  const areShort = labels.every((label) => label.length <= 40 && label !== '');
  if (areShort && labels.length >= 2 && labels.length <= 30 && labels.length * 2 <= texts.length) {
    return { kind: 'labels', labels: labels.toSorted() };
  }
  const words = texts.reduce((sum, text) => sum + wordsIn(text), 0) / texts.length;
  return { kind: 'text', words, isList: most((value) => Array.isArray(value)) };
}

const query = /^\s*(?:select|with)\s[^]{0,2000}\bfrom\b/i;

/** A cell of a table may hold JSON as text. */
function parsed(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

function holdsObjects(value: JsonValue): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

function longestOf(inputs: readonly Readonly<Record<string, string>>[]): Traits['longest'] {
  const sums = new Map<string, number>();
  for (const one of inputs) {
    for (const [name, text] of Object.entries(one)) {
      sums.set(name, (sums.get(name) ?? 0) + wordsIn(text));
    }
  }
  const [first] = [...sums].toSorted(([, a], [, b]) => b - a);
  return first === undefined ? undefined : { name: first[0], words: first[1] / inputs.length };
}

function wordsIn(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Hangul', 'Thai']
  .concat(['Han', 'Hiragana', 'Katakana'])
  .map((name) => ({ name, pattern: new RegExp(String.raw`\p{Script=${name}}`, 'gu') }));

/** The script that most letters are in; kana make a text Japanese. */
function scriptOf(text: string): string | undefined {
  const start = text.slice(0, 20_000);
  const counts = scripts.map(({ name, pattern }) => ({
    name,
    count: start.match(pattern)?.length ?? 0,
  }));
  const [first] = counts.toSorted((a, b) => b.count - a.count);
  if (first === undefined || first.count === 0) return undefined;
  const isJapanese = counts.some(
    ({ name, count }) => name.endsWith('kana') && count * 10 > start.length,
  );
  return isJapanese ? 'Japanese' : first.name;
}
