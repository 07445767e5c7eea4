import type { JsonObject, JsonValue } from '#base/json.ts';
import { type Allowance, ownProperty, TemplateFault, weightOf } from '../limits.ts';
import { filters, type FilterTools } from './filters.ts';
import { calledMethod } from './methods.ts';
import { pathOf } from './names.ts';
import { operated, sliced } from './operators.ts';
import type { Scope } from './scope.ts';
import type { Arguments, Expression } from './syntax.ts';
import { tests } from './tests.ts';
import {
  type Dialect,
  type Given,
  isDict,
  isTrue,
  jsonOf,
  Macro,
  Namespace,
  type Value,
  nameText,
  printed,
} from './value.ts';

/** Numbers that `range` gives. */
const longestRange = 10_000;

interface EvaluatorNeeds {
  readonly dialect: Dialect;
  readonly allowance: Allowance;
  /** A value of the case. */
  read(path: readonly string[]): JsonValue | undefined;
  /** Told of each name that is read, has no value, and that the text does not reckon with. */
  lacks(name: string): void;
}

/** Finds what expressions give. Throws `TemplateFault`. */
export class Evaluator {
  private readonly needs: EvaluatorNeeds;
  private readonly tools: FilterTools;

  constructor(needs: EvaluatorNeeds) {
    this.needs = needs;
    const { dialect, allowance } = needs;
    this.tools = {
      dialect,
      allowance,
      filter: (name, value, given) => this.filtered(name, value, given, undefined),
      test: (name, value, given) => this.tested(name, value, given, undefined),
    };
  }

  value(one: Expression, scope: Scope): Value {
    return this.find(one, scope, false);
  }

  /** Where the text reckons with a value that is not there: conditions, defaults. */
  guarded(one: Expression, scope: Scope): Value {
    return this.find(one, scope, true);
  }

  /** A call, with a macro that the callee may call in turn. */
  called(one: Expression, scope: Scope, caller?: Macro): Value {
    if (one.kind !== 'call') return this.value(one, scope);
    const { of, start } = one;
    const given = this.given(one.given, scope);
    const all = caller && new Map([...given.named, ['caller', caller] as const]);
    const passed = all === undefined ? given : { plain: given.plain, named: all };
    if (of.kind === 'member') {
      const object = this.value(of.of, scope);
      const key = nameText(this.value(of.key, scope));
      if (!(object instanceof Namespace)) {
        this.needs.allowance.step(weightOf(object) + weightOf(passed.plain));
        return this.counted(calledMethod(object, key, passed));
      }
      const held = object.values.get(key);
      if (held instanceof Macro) return held.call(passed);
    } else if (of.kind === 'name') {
      const held = scope.holding(of.name)?.values.get(of.name);
      if (held instanceof Macro) return held.call(passed);
      const made = held === undefined ? globalCall(of.name, passed) : undefined;
      if (made !== undefined) return made;
      throw new TemplateFault(`"${of.name}" is nothing that can be called.`, start);
    }
    throw new TemplateFault('This is nothing that can be called.', start);
  }

  private find(one: Expression, scope: Scope, isGuarded: boolean): Value {
    return this.needs.allowance.within(() => {
      this.needs.allowance.step();
      return this.findIn(one, scope, isGuarded);
    });
  }

  private findIn(one: Expression, scope: Scope, isGuarded: boolean): Value {
    switch (one.kind) {
      case 'literal':
        return one.value;
      case 'name':
      case 'member':
        return this.read(one, scope, isGuarded);
      case 'list':
        return one.items.map((item) => jsonOf(this.value(item, scope)));
      case 'dict':
        return Object.fromEntries(
          one.entries.map(({ key, value }) => [
            printed(this.value(key, scope), this.needs.dialect),
            jsonOf(this.value(value, scope)),
          ]),
        );
      case 'slice':
        return sliced(
          this.find(one.of, scope, isGuarded),
          one.parts.map((part) => part && this.value(part, scope)),
        );
      case 'call':
        return this.called(one, scope);
      case 'filter': {
        const isDefault = one.name === 'default' || one.name === 'd';
        const value = this.find(one.of, scope, isGuarded || isDefault);
        return this.filtered(one.name, value, this.given(one.given, scope), one.start);
      }
      case 'test': {
        const value = this.guarded(one.of, scope);
        const holds = this.tested(one.name, value, this.given(one.given, scope), one.start);
        return holds !== one.isNegated;
      }
      case 'not':
        return !isTrue(this.guarded(one.of, scope));
      case 'minus':
      case 'plus': {
        const value = this.find(one.of, scope, isGuarded);
        return operated('*', value, one.kind === 'minus' ? -1 : 1, this.needs.dialect);
      }
      case 'binary':
        return this.binary(one, scope, isGuarded);
      case 'choice': {
        const isMet = isTrue(this.guarded(one.when, scope));
        if (isMet) return this.find(one.met, scope, isGuarded);
        return one.otherwise && this.find(one.otherwise, scope, isGuarded);
      }
      default:
        return one satisfies never;
    }
  }

  private binary(
    { operator, left, right }: Extract<Expression, { readonly kind: 'binary' }>,
    scope: Scope,
    isGuarded: boolean,
  ): Value {
    if (operator === 'and' || operator === 'or') {
      const first = this.guarded(left, scope);
      const isEnough = isTrue(first) === (operator === 'or');
      return isEnough ? first : this.find(right, scope, isGuarded);
    }
    const a = this.find(left, scope, isGuarded);
    const b = this.find(right, scope, isGuarded);
    this.needs.allowance.step(weightOf(a) + weightOf(b));
    return this.counted(operated(operator, a, b, this.needs.dialect));
  }

  private read(
    one: Extract<Expression, { readonly kind: 'name' | 'member' }>,
    scope: Scope,
    isGuarded: boolean,
  ): Value {
    const path = pathOf(one);
    const [name = ''] = path ?? [];
    if (path !== undefined && scope.holding(name) === undefined) {
      const value = this.needs.read(path);
      if (value === undefined && !isGuarded) {
        const length = lengthOf(this.needs.read(path.slice(0, -1)), path);
        if (length !== undefined) return length;
        this.needs.lacks(path.join('.'));
      }
      return value;
    }
    if (one.kind === 'name') return scope.holding(name)?.values.get(name);
    const of = this.find(one.of, scope, isGuarded);
    const key = this.value(one.key, scope);
    if (of instanceof Namespace) return of.values.get(nameText(key));
    return memberOf(of, key);
  }

  private given({ plain, named }: Arguments, scope: Scope): Given {
    return {
      plain: plain.map((value) => this.value(value, scope)),
      named: new Map(named.map(({ name, value }) => [name, this.value(value, scope)])),
    };
  }

  private filtered(name: string, value: Value, given: Given, at: number | undefined): Value {
    const filter = filters.get(name);
    if (filter === undefined) throw new TemplateFault(`There is no filter "${name}".`, at);
    this.needs.allowance.step(weightOf(value));
    return this.counted(filter(value, given, this.tools));
  }

  private tested(name: string, value: Value, given: Given, at: number | undefined): boolean {
    const test = tests.get(name);
    if (test === undefined) throw new TemplateFault(`There is no test "${name}".`, at);
    this.needs.allowance.step(weightOf(value) + weightOf(given.plain));
    return test(value, given);
  }

  private counted(value: Value): Value {
    if (typeof value === 'string') this.needs.allowance.step(value.length);
    else if (Array.isArray(value)) this.needs.allowance.step(value.length * 16);
    return value;
  }
}

function memberOf(of: Value, key: Value): JsonValue | undefined {
  if (of === undefined || of === null || (typeof key !== 'string' && typeof key !== 'number'))
    return undefined;
  if (typeof of === 'string' && typeof key === 'number') return of.at(key);
  const place = Array.isArray(of) && typeof key === 'number' && key < 0 ? of.length + key : key;
  return ownProperty(jsonOf(of), place) ?? lengthOf(of, [String(key)]);
}

/** Nunjucks' texts ask lists and texts for their `length`. */
function lengthOf(of: Value, path: readonly string[]): number | undefined {
  if (path.at(-1) !== 'length' || isDict(of)) return undefined;
  return typeof of === 'string' || Array.isArray(of) ? of.length : undefined;
}

function globalCall(name: string, { plain, named }: Given): Value {
  switch (name) {
    case 'range':
      return range(plain);
    case 'namespace': {
      const made = new Namespace();
      for (const [key, value] of named) made.values.set(key, value);
      return made;
    }
    case 'dict': {
      const entries: JsonObject = Object.fromEntries(
        [...named].map(([key, value]) => [key, jsonOf(value)]),
      );
      return entries;
    }
    case 'raise_exception':
      throw new TemplateFault(`The template says: ${nameText(plain[0]).slice(0, 200)}`);
    default:
      return undefined;
  }
}

function range(given: readonly Value[]): readonly number[] {
  const numbers = given.map((one) => (typeof one === 'number' ? Math.trunc(one) : Number.NaN));
  const [first = Number.NaN, second, by = 1] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((to - from) / by));
  if (!Number.isFinite(count)) throw new TemplateFault('"range" needs numbers.');
  if (count > longestRange)
    throw new TemplateFault(`"range" gives at most ${longestRange} numbers.`);
  return Array.from({ length: count }, (_, index) => from + index * by);
}
