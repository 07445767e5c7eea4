import { TemplateFault } from '../limits.ts';
import type { TemplateVariable } from '../language.ts';
import { blockHelpers, inlineHelpers, isRole } from './helpers.ts';
import { historyColumn } from './historyColumn.ts';
import { stepsOf } from './path.ts';
import {
  type Block,
  type Call,
  type Expression,
  type Location,
  pairsOf,
  type Partial,
  type Path,
  pathName,
  type Place,
  type Program,
  type Statement,
} from './syntax.ts';

/** Places that read a value of the case. `partials`: what the text may include. Throws `TemplateFault` where it uses what is not there. */
export function namesIn(
  program: Program,
  partials: ReadonlyMap<string, Program>,
  offsetOf: (place: Place) => number,
): readonly TemplateVariable[] {
  const finder = new Finder(partials, offsetOf);
  finder.program(program, { own: new Set(), isInside: false });
  return finder.found;
}

/** `isInside`: `this` is no longer the case, so a plain name may mean something inside it. */
interface Around {
  readonly own: ReadonlySet<string>;
  readonly isInside: boolean;
}

class Finder {
  readonly found: TemplateVariable[] = [];
  private readonly partials: ReadonlyMap<string, Program>;
  private readonly offsetOf: (place: Place) => number;
  private readonly included = new Set<string>();

  constructor(partials: ReadonlyMap<string, Program>, offsetOf: (place: Place) => number) {
    this.partials = partials;
    this.offsetOf = offsetOf;
  }

  private tell(name: string, { start, end }: Location): void {
    this.found.push({ name, start: this.offsetOf(start), end: this.offsetOf(end) });
  }

  private fault(message: string, { start }: Location): never {
    throw new TemplateFault(message, this.offsetOf(start));
  }

  program({ body }: Program, around: Around): void {
    for (const statement of body) this.statement(statement, around);
  }

  private statement(statement: Statement, around: Around): void {
    switch (statement.type) {
      case 'MustacheStatement':
        this.call(statement, around, statement.loc);
        break;
      case 'BlockStatement':
        this.block(statement, around);
        break;
      case 'PartialStatement':
        this.partial(statement, around);
        break;
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'Decorator':
      case 'DecoratorBlock':
      case 'PartialBlockStatement':
        this.fault('Inline partials and decorators are not supported.', statement.loc);
    }
  }

  private call(call: Call, around: Around, loc: Location): void {
    const name = pathName(call.path);
    if (name === 'role') this.role(call, loc);
    if (name === 'media') this.fault('Images and other media are not sent yet.', loc);
    if (name === 'history') this.tell(historyColumn, loc);
    if (inlineHelpers.has(name)) this.given(call, around, loc);
    else if (hasArguments(call)) this.fault(`There is no helper "${name}".`, loc);
    else this.expression(call.path, around, loc);
  }

  /** A role is named by the author, in quotation marks: no value of a case may choose one. */
  private role({ params: [role] }: Call, loc: Location): void {
    const isKnown = role?.type === 'StringLiteral' && isRole(role.value);
    if (!isKnown) this.fault('A role is "system", "user" or "model", in quotation marks.', loc);
  }

  private given(call: Pick<Call, 'params' | 'hash'>, around: Around, loc: Location): void {
    for (const one of call.params) this.expression(one, around, loc);
    for (const { value } of pairsOf(call)) this.expression(value, around, loc);
  }

  private expression(one: Expression, around: Around, loc: Location): void {
    if (one.type === 'SubExpression') {
      if (!inlineHelpers.has(pathName(one.path)))
        this.fault('There is no such helper in brackets.', loc);
      this.given(one, around, loc);
    } else if (one.type === 'PathExpression') this.path(one, around, loc);
  }

  private path(path: Path, around: Around, loc: Location): void {
    const steps = stepsOf(path);
    const [first] = steps;
    if (first === undefined) return;
    if (path.data) {
      if (ownData.has(first)) return;
      const name = first === 'root' ? steps.slice(1).join('.') : `@${steps.join('.')}`;
      if (name !== '') this.tell(name, loc);
      return;
    }
    if (around.own.has(first)) return;
    // Inside `each` and `with` a plain name means what the item holds.
    if (around.isInside && path.depth === 0) return;
    this.tell(steps.join('.'), loc);
  }

  private block(block: Block, around: Around): void {
    const { path, program, inverse, loc } = block;
    const name = pathName(path);
    const helper = blockHelpers.get(name);
    if (helper === undefined && hasArguments(block))
      this.fault(`There is no block "${name}".`, loc);
    const opening = { ...loc, end: loc.start };
    if (helper === undefined) this.expression(path, around, opening);
    else this.given(block, around, opening);
    const isInside = around.isInside || helper !== 'stays';
    const own = new Set([...around.own, ...(program?.blockParams ?? [])]);
    if (program !== undefined && program !== null) this.program(program, { own, isInside });
    if (inverse !== undefined && inverse !== null) this.program(inverse, around);
  }

  private partial(partial: Partial, around: Around): void {
    const { name, params, loc } = partial;
    if (name.type !== 'PathExpression') this.fault('A partial is to be called by its name.', loc);
    this.given(partial, around, loc);
    const body = this.partials.get(name.original);
    if (body === undefined) this.fault(`There is no text "${name.original}" to include.`, loc);
    if (this.included.has(name.original)) return;
    this.included.add(name.original);
    const before = this.found.length;
    const given = pairsOf(partial).map(({ key }) => key);
    this.program(body, {
      own: new Set([...around.own, ...given]),
      isInside: around.isInside || params.length > 0,
    });
    const read = this.found.splice(before);
    for (const one of read) this.tell(one.name, loc);
  }
}

function hasArguments(call: Call): boolean {
  return call.params.length + pairsOf(call).length > 0;
}

const ownData: ReadonlySet<string> = new Set(['index', 'key', 'first', 'last']);
