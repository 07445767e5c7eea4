import { didYouMean } from '../../documents/nearest.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { TemplateVariable } from '../language.ts';
import { TemplateFault } from '../limits.ts';
import { filters } from './filters.ts';
import { tests } from './tests.ts';
import { captured } from './parse.ts';
import type { Arguments, Expression, MacroNode, Node } from './syntax.ts';

/**
 * Places of a text that read a value of the case, in order: no loop variable, no name that the text sets itself.
 * `partials`: what it may include. Throws `TemplateFault` at a filter or test that does not exist.
 */
export function namesIn(
  nodes: readonly Node[],
  partials: ReadonlyMap<string, readonly Node[]>,
): readonly TemplateVariable[] {
  const finder = new Finder(partials);
  finder.body(nodes, new Set([captured]));
  return finder.found.toSorted((a, b) => a.start - b.start);
}

/** What every text may call. */
export const globalNames: readonly string[] = ['range', 'namespace', 'dict', 'raise_exception'];

class Finder {
  readonly found: TemplateVariable[] = [];
  private readonly partials: ReadonlyMap<string, readonly Node[]>;
  private readonly included = new Set<string>();

  constructor(partials: ReadonlyMap<string, readonly Node[]>) {
    this.partials = partials;
  }

  /** `own`: names that the text has set so far; new ones are put into it. */
  body(nodes: readonly Node[], own: Set<string>): void {
    for (const node of nodes) this.node(node, own);
  }

  private node(node: Node, own: Set<string>): void {
    switch (node.kind) {
      case 'output':
        this.expression(node.value, own);
        break;
      case 'if':
        for (const { when, body } of node.branches) {
          this.expression(when, own);
          this.body(body, own);
        }
        this.body(node.otherwise, own);
        break;
      case 'for': {
        this.expression(node.over, own);
        const inside = new Set([...own, ...node.targets, 'loop']);
        this.expression(node.filter, inside);
        this.body(node.body, inside);
        this.body(node.otherwise, new Set(own));
        break;
      }
      case 'set':
        this.expression(node.value, own);
        for (const name of node.targets) own.add(name);
        break;
      case 'setPart':
        this.expression(node.value, own);
        break;
      case 'capture':
        this.body(node.body, new Set(own));
        this.expression(node.value, own);
        if (node.target !== undefined) own.add(node.target);
        break;
      case 'with': {
        const inside = new Set(own);
        for (const { name, value } of node.sets) {
          this.expression(value, own);
          inside.add(name);
        }
        this.body(node.body, inside);
        break;
      }
      case 'macro':
        own.add(node.name);
        this.macro(node, own);
        break;
      case 'call':
        this.expression(node.call, own);
        this.macro(node.caller, own);
        break;
      case 'include':
        for (const name of node.names) this.include(name, node.start, own);
        if (!node.mayBeMissing && !node.names.some((name) => this.partials.has(name)))
          throw new TemplateFault(
            `There is no text ${quoteFound(node.names[0] ?? '')} to include.`,
            node.start,
          );
        break;
      case 'text':
      case 'break':
      case 'continue':
        break;
    }
  }

  /** What an included text reads is read where it is included. */
  private include(name: string, start: number, own: ReadonlySet<string>): void {
    const body = this.partials.get(name);
    if (body === undefined || this.included.has(name)) return;
    this.included.add(name);
    const before = this.found.length;
    this.body(body, new Set(own));
    const read = this.found.splice(before);
    this.found.push(...read.map(({ name: one }) => ({ name: one, start, end: start })));
  }

  private macro({ parameters, body }: MacroNode, own: ReadonlySet<string>): void {
    for (const { default: value } of parameters) this.expression(value, own);
    const names = parameters.map(({ name }) => name);
    this.body(body, new Set([...own, ...names, 'caller', 'varargs', 'kwargs']));
  }

  private expression(one: Expression | undefined, own: ReadonlySet<string>): void {
    if (one === undefined) return;
    switch (one.kind) {
      case 'literal':
        break;
      case 'name':
        this.read([one.name], one, own);
        break;
      case 'member': {
        const path = pathOf(one);
        if (path === undefined) {
          this.expression(one.of, own);
          this.expression(one.key, own);
        } else this.read(path, one, own);
        break;
      }
      case 'list':
        for (const item of one.items) this.expression(item, own);
        break;
      case 'dict':
        for (const { key, value } of one.entries) {
          this.expression(key, own);
          this.expression(value, own);
        }
        break;
      case 'slice':
        for (const part of [one.of, ...one.parts]) this.expression(part, own);
        break;
      case 'call':
        this.called(one.of, own);
        this.given(one.given, own);
        break;
      case 'filter':
      case 'test':
        known(one);
        this.expression(one.of, own);
        this.given(one.given, own);
        break;
      case 'not':
      case 'minus':
      case 'plus':
        this.expression(one.of, own);
        break;
      case 'binary':
        this.expression(one.left, own);
        this.expression(one.right, own);
        break;
      case 'choice':
        this.expression(one.when, own);
        this.expression(one.met, own);
        this.expression(one.otherwise, own);
        break;
    }
  }

  private given({ plain, named }: Arguments, own: ReadonlySet<string>): void {
    for (const value of plain) this.expression(value, own);
    for (const { value } of named) this.expression(value, own);
  }

  /** `text.upper()` reads `text`; `range(3)` reads nothing. */
  private called(of: Expression, own: ReadonlySet<string>): void {
    if (of.kind === 'member') this.expression(of.of, own);
    else if (of.kind !== 'name' || !globalNames.includes(of.name)) this.expression(of, own);
  }

  private read(
    path: readonly string[],
    { start, end }: { readonly start: number; readonly end: number },
    own: ReadonlySet<string>,
  ): void {
    if (!own.has(path[0] ?? '')) this.found.push({ name: path.join('.'), start, end });
  }
}

function known({
  kind,
  name,
  start,
}: Extract<Expression, { readonly kind: 'filter' | 'test' }>): void {
  const all = kind === 'filter' ? filters : tests;
  if (all.has(name)) return;
  const meant = didYouMean(name, [...all.keys()]).trim();
  const message = `There is no ${kind} ${quoteFound(name)}.`;
  throw new TemplateFault(meant === '' ? message : `${message} ${meant}`, start);
}

/** `a.b[0]` as its steps, where all of them are written out. */
export function pathOf(one: Expression): readonly string[] | undefined {
  if (one.kind === 'name') return [one.name];
  if (one.kind !== 'member' || one.key.kind !== 'literal') return undefined;
  const before = pathOf(one.of);
  return before && [...before, String(one.key.value)];
}
