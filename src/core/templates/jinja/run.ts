import type { JsonObject, JsonValue } from '#base/json.ts';
import { Allowance, TemplateFault, valueOf } from '../limits.ts';
import { Evaluator } from './evaluate.ts';
import { captured } from './parse.ts';
import { Scope } from './scope.ts';
import type { MacroNode, Node } from './syntax.ts';
import {
  type Dialect,
  type Given,
  isDict,
  isTrue,
  itemsOf,
  jsonOf,
  Macro,
  Namespace,
  printed,
  type Value,
} from './value.ts';

/** Fills a text once. Throws `TemplateFault`. */
export function runJinja(
  nodes: readonly Node[],
  values: JsonObject,
  setting: { readonly dialect: Dialect; readonly partials: ReadonlyMap<string, readonly Node[]> },
): { readonly text: string; readonly missing: readonly string[] } {
  const run = new Run(values, setting);
  const text = run.text(nodes, new Scope());
  return { text, missing: [...run.missing] };
}

/** How a loop ends before its time. */
type Jump = 'break' | 'continue' | undefined;

class Run {
  readonly missing = new Set<string>();
  private readonly dialect: Dialect;
  private readonly partials: ReadonlyMap<string, readonly Node[]>;
  private readonly allowance = new Allowance();
  private readonly evaluator: Evaluator;

  constructor(
    values: JsonObject,
    {
      dialect,
      partials,
    }: { readonly dialect: Dialect; readonly partials: ReadonlyMap<string, readonly Node[]> },
  ) {
    this.dialect = dialect;
    this.partials = partials;
    this.evaluator = new Evaluator({
      dialect,
      allowance: this.allowance,
      read: (path) => valueOf(values, path),
      lacks: (name) => this.missing.add(name),
    });
  }

  text(nodes: readonly Node[], scope: Scope): string {
    const parts: string[] = [];
    this.body(nodes, scope, parts);
    return parts.join('');
  }

  private body(nodes: readonly Node[], scope: Scope, out: string[]): Jump {
    return this.allowance.within(() => {
      for (const node of nodes) {
        this.allowance.step();
        const jump = this.node(node, scope, out);
        if (jump !== undefined) return jump;
      }
      return undefined;
    });
  }

  private write(text: string, out: string[]): void {
    this.allowance.wrote(text.length);
    out.push(text);
  }

  private node(node: Node, scope: Scope, out: string[]): Jump {
    switch (node.kind) {
      case 'text':
        this.write(node.text, out);
        return undefined;
      case 'output':
        this.write(printed(this.evaluator.value(node.value, scope), this.dialect), out);
        return undefined;
      case 'if': {
        const branch = node.branches.find(({ when }) =>
          isTrue(this.evaluator.guarded(when, scope)),
        );
        return this.body(branch?.body ?? node.otherwise, scope, out);
      }
      case 'for':
        this.loop(node, scope, out);
        return undefined;
      case 'set':
        this.assign(node.targets, this.evaluator.value(node.value, scope), scope);
        return undefined;
      case 'setPart': {
        const target = scope.holding(node.name)?.values.get(node.name);
        if (!(target instanceof Namespace))
          throw new TemplateFault(`"${node.name}" is no namespace whose parts can be set.`);
        target.values.set(node.part, this.evaluator.value(node.value, scope));
        return undefined;
      }
      case 'capture': {
        const inside = new Scope(scope);
        inside.values.set(captured, this.text(node.body, new Scope(scope)));
        const value = this.evaluator.value(node.value, inside);
        if (node.target === undefined) this.write(printed(value, this.dialect), out);
        else this.assign([node.target], value, scope);
        return undefined;
      }
      case 'with': {
        const inside = new Scope(scope);
        for (const { name, value } of node.sets)
          inside.values.set(name, this.evaluator.value(value, scope));
        return this.body(node.body, inside, out);
      }
      case 'macro':
        scope.values.set(node.name, this.macro(node, scope, undefined));
        return undefined;
      case 'call': {
        const caller = this.macro(node.caller, scope, undefined);
        this.write(printed(this.evaluator.called(node.call, scope, caller), this.dialect), out);
        return undefined;
      }
      case 'include':
        this.include(node, scope, out);
        return undefined;
      case 'break':
      case 'continue':
        return node.kind;
      default:
        return node satisfies never;
    }
  }

  private loop(node: Extract<Node, { readonly kind: 'for' }>, scope: Scope, out: string[]): void {
    const over = this.evaluator.value(node.over, scope);
    let items = this.loopItems(over, node.targets.length);
    const { filter, targets } = node;
    if (filter !== undefined) {
      items = items.filter((item) => {
        this.allowance.step();
        const inside = new Scope(scope);
        assignAll(targets, item, inside);
        return isTrue(this.evaluator.guarded(filter, inside));
      });
    }
    if (items.length === 0) this.body(node.otherwise, new Scope(scope), out);
    for (const [index, item] of items.entries()) {
      this.allowance.step();
      const inside = new Scope(scope);
      inside.values.set('loop', loopOf(items, index));
      assignAll(targets, item, inside);
      if (this.body(node.body, inside, out) === 'break') return;
    }
  }

  /** With two names nunjucks goes over a map's keys and values. */
  private loopItems(over: Value, names: number): readonly JsonValue[] {
    if (this.dialect === 'nunjucks' && names === 2 && isDict(over))
      return Object.entries(over).map(([key, held]) => [key, held]);
    return itemsOf(over);
  }

  private assign(targets: readonly string[], value: Value, scope: Scope): void {
    const [first = ''] = targets;
    // Nunjucks lets a loop set what stands outside it.
    const holder = this.dialect === 'nunjucks' ? scope.holding(first) : undefined;
    assignAll(targets, value, holder ?? scope);
  }

  private macro({ parameters, body }: MacroNode, scope: Scope, caller: Macro | undefined): Macro {
    return new Macro(({ plain, named }: Given) =>
      this.allowance.within(() => {
        this.allowance.step();
        const inside = new Scope(scope);
        for (const [place, { name, default: otherwise }] of parameters.entries()) {
          const given = place < plain.length ? plain[place] : named.get(name);
          const value =
            given === undefined && otherwise !== undefined
              ? this.evaluator.value(otherwise, inside)
              : given;
          inside.values.set(name, value);
        }
        const known = new Set(parameters.map(({ name }) => name));
        inside.values.set('varargs', plain.slice(parameters.length).map(jsonOf));
        inside.values.set(
          'kwargs',
          Object.fromEntries(
            [...named]
              .filter(([name]) => !known.has(name))
              .map(([name, one]) => [name, jsonOf(one)]),
          ),
        );
        const called = named.get('caller') ?? caller;
        if (called !== undefined && !known.has('caller')) inside.values.set('caller', called);
        return this.text(body, inside);
      }),
    );
  }

  private include(
    { names, mayBeMissing, start }: Extract<Node, { readonly kind: 'include' }>,
    scope: Scope,
    out: string[],
  ): void {
    const name = names.find((one) => this.partials.has(one));
    const body = name === undefined ? undefined : this.partials.get(name);
    if (body !== undefined) this.body(body, new Scope(scope), out);
    else if (!mayBeMissing)
      throw new TemplateFault(`There is no text "${names[0] ?? ''}" to include.`, start);
  }
}

function assignAll(targets: readonly string[], value: Value, scope: Scope): void {
  const [first = '', ...more] = targets;
  if (more.length === 0) {
    scope.values.set(first, value);
    return;
  }
  const items = itemsOf(value);
  if (items.length !== targets.length)
    throw new TemplateFault(`${targets.length} names stand for ${items.length} values.`);
  for (const [place, name] of targets.entries()) scope.values.set(name, items[place]);
}

function loopOf(items: readonly JsonValue[], index: number): Namespace {
  const loop = new Namespace();
  const { length } = items;
  const facts: readonly (readonly [string, Value])[] = [
    ['index', index + 1],
    ['index0', index],
    ['revindex', length - index],
    ['revindex0', length - index - 1],
    ['first', index === 0],
    ['last', index === length - 1],
    ['length', length],
    ['previtem', items[index - 1]],
    ['nextitem', items[index + 1]],
    ['cycle', new Macro(({ plain }) => plain[index % Math.max(1, plain.length)])],
  ];
  for (const [name, value] of facts) loop.values.set(name, value);
  return loop;
}
