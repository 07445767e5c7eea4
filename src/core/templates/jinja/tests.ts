import { TemplateFault } from '../limits.ts';
import { compared, holds, isSame } from './operators.ts';
import {
  type Given,
  isDict,
  isListValue,
  isTrue,
  jsonOf,
  Macro,
  nounOf,
  type Value,
} from './value.ts';

/** What stands behind `is`. */
export type Test = (value: Value, given: Given) => boolean;

const first = ({ plain }: Given): Value => plain[0];

function numeral(value: Value): number {
  if (typeof value === 'number') return value;
  throw new TemplateFault(`${nounOf(value)} is no number.`);
}

const ordered =
  (holdsFor: (order: number) => boolean): Test =>
  (value, given) =>
    holdsFor(compared(jsonOf(value), jsonOf(first(given))));

const equal: Test = (value, given) => isSame(value, first(given));
const unequal: Test = (value, given) => !isSame(value, first(given));

const testList: readonly (readonly [string, Test])[] = [
  ['defined', (value) => value !== undefined],
  ['undefined', (value) => value === undefined],
  ['none', (value) => value === null],
  ['null', (value) => value === null],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['truthy', isTrue],
  ['falsy', (value) => !isTrue(value)],
  ['boolean', (value) => typeof value === 'boolean'],
  ['string', (value) => typeof value === 'string'],
  ['number', (value) => typeof value === 'number'],
  ['integer', (value) => Number.isInteger(value)],
  ['float', (value) => typeof value === 'number' && !Number.isInteger(value)],
  ['mapping', isDict],
  ['sequence', (value) => typeof value === 'string' || isListValue(value) || isDict(value)],
  ['iterable', (value) => typeof value === 'string' || isListValue(value) || isDict(value)],
  ['callable', (value) => value instanceof Macro],
  ['odd', (value) => Math.abs(numeral(value) % 2) === 1],
  ['even', (value) => numeral(value) % 2 === 0],
  ['divisibleby', (value, given) => numeral(value) % numeral(first(given)) === 0],
  ['in', (value, given) => holds(first(given), value)],
  ['eq', equal],
  ['equalto', equal],
  ['==', equal],
  ['sameas', equal],
  ['ne', unequal],
  ['!=', unequal],
  ['lt', ordered((order) => order < 0)],
  ['lessthan', ordered((order) => order < 0)],
  ['<', ordered((order) => order < 0)],
  ['gt', ordered((order) => order > 0)],
  ['greaterthan', ordered((order) => order > 0)],
  ['>', ordered((order) => order > 0)],
  ['le', ordered((order) => order <= 0)],
  ['ge', ordered((order) => order >= 0)],
  ['lower', (value) => typeof value === 'string' && value === value.toLowerCase()],
  ['upper', (value) => typeof value === 'string' && value === value.toUpperCase()],
];

export const tests: ReadonlyMap<string, Test> = new Map(testList);
