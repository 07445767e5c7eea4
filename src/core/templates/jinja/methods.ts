import { ownProperty, TemplateFault } from '../limits.ts';
import { isSame } from './operators.ts';
import { replacedAll, titled } from './texts.ts';
import { type Given, isDict, isListValue, itemsOf, jsonOf, printed, type Value } from './value.ts';

type Method<T> = (value: T, given: Given) => Value;

/** Methods of texts that Python has and prompts use. */
const ofTexts: ReadonlyMap<string, Method<string>> = new Map<string, Method<string>>([
  ['upper', (text) => text.toUpperCase()],
  ['lower', (text) => text.toLowerCase()],
  ['strip', (text, given) => stripped(text, given, true, true)],
  ['lstrip', (text, given) => stripped(text, given, true, false)],
  ['rstrip', (text, given) => stripped(text, given, false, true)],
  ['trim', (text) => text.trim()],
  ['title', titled],
  ['capitalize', (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()],
  ['startswith', (text, given) => text.startsWith(textAt(given, 0))],
  ['endswith', (text, given) => text.endsWith(textAt(given, 0))],
  ['find', (text, given) => text.indexOf(textAt(given, 0))],
  [
    'replace',
    (text, given) => replacedAll(text, textAt(given, 0), textAt(given, 1), mostOf(given, 2)),
  ],
  ['split', split],
  ['splitlines', (text) => text.split(/\r\n|\n|\r/)],
  [
    'join',
    (text, given) =>
      itemsOf(given.plain[0])
        .map((one) => printed(one, 'jinja'))
        .join(text),
  ],
]);

const ofDicts: ReadonlyMap<string, Method<Readonly<Record<string, Value>>>> = new Map<
  string,
  Method<Readonly<Record<string, Value>>>
>([
  ['items', (dict) => Object.entries(dict).map(([key, held]) => [key, jsonOf(held)])],
  ['keys', (dict) => Object.keys(dict)],
  ['values', (dict) => Object.values(dict).map(jsonOf)],
  [
    'get',
    (dict, { plain: [key, otherwise] }) =>
      (typeof key === 'string' && Object.hasOwn(dict, key) ? dict[key] : undefined) ??
      otherwise ??
      null,
  ],
]);

const ofLists: ReadonlyMap<string, Method<readonly Value[]>> = new Map<
  string,
  Method<readonly Value[]>
>([
  ['count', (list, given) => list.filter((one) => isSame(one, given.plain[0])).length],
  ['index', (list, given) => list.findIndex((one) => isSame(one, given.plain[0]))],
]);

/** Calls a method of a value. A key of a map that holds something comes first, and cannot be called. */
export function calledMethod(value: Value, name: string, given: Given): Value {
  if (typeof value === 'string') {
    const method = ofTexts.get(name);
    if (method !== undefined) return method(value, given);
  } else if (isListValue(value)) {
    const method = ofLists.get(name);
    if (method !== undefined) return method(value, given);
  } else if (isDict(value) && ownProperty(value, name) === undefined) {
    const method = ofDicts.get(name);
    if (method !== undefined) return method(value, given);
  }
  throw new TemplateFault(`"${name.slice(0, 40)}" is nothing that can be called.`);
}

function textAt({ plain }: Given, place: number): string {
  return printed(plain[place], 'jinja');
}

function mostOf({ plain }: Given, place: number): number {
  const most = plain[place];
  return typeof most === 'number' && most >= 0 ? most : Infinity;
}

function split(text: string, given: Given): Value {
  const [by] = given.plain;
  const most = mostOf(given, 1);
  if (typeof by !== 'string' || by === '')
    return text.trim() === '' ? [] : text.trim().split(/\s+/);
  const parts = text.split(by);
  if (parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(by)];
}

/** Of white space, or of the characters that are named. */
function stripped(text: string, { plain }: Given, atStart: boolean, atEnd: boolean): string {
  const [signs] = plain;
  const goes = (sign: string | undefined): boolean =>
    sign !== undefined && (typeof signs === 'string' ? signs.includes(sign) : sign.trim() === '');
  const signsOf = Array.from({ length: text.length }, (_, at) => text[at]);
  const kept = (sign: string | undefined): boolean => !goes(sign);
  const first = atStart ? signsOf.findIndex(kept) : 0;
  const last = atEnd ? signsOf.findLastIndex(kept) : text.length - 1;
  return first < 0 ? '' : text.slice(first, last + 1);
}
