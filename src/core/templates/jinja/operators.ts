import type { JsonValue } from '#base/json.ts';
import { ownProperty, TemplateFault } from '../limits.ts';
import {
  type Dialect,
  isDict,
  isListValue,
  itemsOf,
  jsonOf,
  nounOf,
  printed,
  type Value,
} from './value.ts';

/** What a sign between two values gives. Throws `TemplateFault` where it means nothing. */
export function operated(operator: string, left: Value, right: Value, dialect: Dialect): Value {
  switch (operator) {
    case '==':
      return isSame(left, right);
    case '!=':
      return !isSame(left, right);
    case '~':
      return printed(left, dialect) + printed(right, dialect);
    case 'in':
      return holds(right, left);
    case '+':
      return added(left, right, dialect);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return isOrdered(operator, left, right);
    default:
      return calculated(operator, left, right);
  }
}

export function isSame(left: Value, right: Value): boolean {
  if (left === right) return true;
  // What is not there equals none only where the text asks for it by `is defined`.
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return false;
  if (isListValue(left) && isListValue(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isDict(left) || !isDict(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}

export function holds(whole: Value, part: Value): boolean {
  if (whole === undefined || whole === null) return false;
  if (typeof whole === 'string') return typeof part === 'string' && whole.includes(part);
  if (isListValue(whole)) return whole.some((item) => isSame(item, part));
  if (isDict(whole)) return typeof part === 'string' && ownProperty(whole, part) !== undefined;
  throw new TemplateFault(`${nounOf(whole)} holds nothing.`);
}

function added(left: Value, right: Value, dialect: Dialect): Value {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (isListValue(left) && isListValue(right)) return [...left, ...right];
  if (typeof left === 'string' || typeof right === 'string')
    return printed(left, dialect) + printed(right, dialect);
  throw new TemplateFault(`${nounOf(left)} and ${lower(nounOf(right))} cannot be added.`);
}

function isOrdered(operator: string, left: Value, right: Value): boolean {
  // What is not there is neither more nor less.
  if (left === undefined || right === undefined) return false;
  const order = compared(jsonOf(left), jsonOf(right));
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

export function compared(left: JsonValue, right: JsonValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string') {
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }
  throw new TemplateFault(`${nounOf(left)} and ${lower(nounOf(right))} cannot be compared.`);
}

function calculated(operator: string, left: Value, right: Value): Value {
  if (operator === '*' && typeof left === 'string' && typeof right === 'number')
    return repeated(left, right);
  const [a, b] = [numberOf(left, operator), numberOf(right, operator)];
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (operator === '**') return a ** b;
  if (b === 0) throw new TemplateFault('A number is divided by 0.');
  if (operator === '/') return a / b;
  if (operator === '//') return Math.floor(a / b);
  return a - b * Math.floor(a / b);
}

function repeated(text: string, times: number): string {
  if (text.length * times > 100_000) throw new TemplateFault('A text is repeated too often.');
  return text.repeat(Math.max(0, Math.floor(times)));
}

function numberOf(value: Value, operator: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  throw new TemplateFault(`${nounOf(value)} is no number, and "${operator}" needs one.`);
}

export function sliced(value: Value, parts: readonly Value[]): Value {
  const items = itemsOf(value);
  const [from, to, by] = parts.map((part) =>
    typeof part === 'number' ? Math.trunc(part) : undefined,
  );
  const step = by ?? 1;
  if (step === 0) throw new TemplateFault('A slice cannot go on by 0.');
  const place = (index: number | undefined, otherwise: number): number => {
    if (index === undefined) return otherwise;
    const there = index < 0 ? index + items.length : index;
    return step > 0
      ? Math.min(Math.max(there, 0), items.length)
      : Math.min(Math.max(there, -1), items.length - 1);
  };
  const start = place(from, step > 0 ? 0 : items.length - 1);
  const end = place(to, step > 0 ? items.length : -1);
  const taken: JsonValue[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) {
    const item = items[at];
    if (item !== undefined) taken.push(item);
  }
  return typeof value === 'string' ? taken.map(String).join('') : taken;
}

function lower(noun: string): string {
  return noun.charAt(0).toLowerCase() + noun.slice(1);
}
