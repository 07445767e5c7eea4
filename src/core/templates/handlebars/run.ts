import type { JsonObject, JsonValue } from '#base/json.ts';
import type { TemplateMarks } from '../language.ts';
import { Allowance, TemplateFault, weightOf } from '../limits.ts';
import { printPlain } from '../print.ts';
import { type HelperGiven, inlineHelpers } from './helpers.ts';
import { type Frame, lookUp, stepsOf } from './path.ts';
import {
  type Block,
  type Call,
  type Expression,
  pairsOf,
  type Partial,
  type Path,
  pathName,
  type Program,
  type Statement,
} from './syntax.ts';

/** Fills a text once, nothing escaped. Throws `TemplateFault`. */
export function runHandlebars(
  program: Program,
  values: JsonObject,
  setting: { readonly partials: ReadonlyMap<string, Program>; readonly marks: TemplateMarks },
): { readonly text: string; readonly missing: readonly string[] } {
  const run = new Run(values, setting.partials, setting.marks);
  run.program(program, { context: values, outer: undefined, data: new Map(), names: new Map() });
  return { text: run.out.join(''), missing: [...run.missing] };
}

class Run {
  readonly out: string[] = [];
  readonly missing = new Set<string>();
  private readonly allowance = new Allowance();
  private readonly root: JsonObject;
  private readonly partials: ReadonlyMap<string, Program>;
  private readonly marks: TemplateMarks;

  constructor(root: JsonObject, partials: ReadonlyMap<string, Program>, marks: TemplateMarks) {
    this.root = root;
    this.partials = partials;
    this.marks = marks;
  }

  program({ body }: Program, frame: Frame): void {
    this.allowance.within(() => {
      for (const statement of body) {
        this.allowance.step();
        this.statement(statement, frame);
      }
    });
  }

  private statement(statement: Statement, frame: Frame): void {
    if (statement.type === 'ContentStatement') this.write(statement.value);
    else if (statement.type === 'MustacheStatement')
      this.write(printPlain(this.called(statement, frame)));
    else if (statement.type === 'BlockStatement') this.block(statement, frame);
    else if (statement.type === 'PartialStatement') this.partial(statement, frame);
  }

  private write(text: string): void {
    this.allowance.wrote(text.length);
    this.out.push(text);
  }

  private called(call: Call, frame: Frame): JsonValue | undefined {
    const helper = inlineHelpers.get(pathName(call.path));
    if (helper === undefined) return this.value(call.path, frame, false);
    return this.allowance.within(() => {
      const given = this.given(call, frame);
      this.allowance.step(weightOf(given.plain));
      return helper(given, this.marks);
    });
  }

  private given(call: Pick<Call, 'params' | 'hash'>, frame: Frame): HelperGiven {
    return {
      plain: call.params.map((one) => this.value(one, frame, false)),
      named: new Map(pairsOf(call).map(({ key, value }) => [key, this.value(value, frame, false)])),
    };
  }

  private value(node: Expression, frame: Frame, isGuarded: boolean): JsonValue | undefined {
    this.allowance.step();
    if (node.type === 'SubExpression') return this.called(node, frame);
    if (node.type !== 'PathExpression') return literalOf(node);
    const value = lookUp(node, frame, this.root);
    if (value === undefined && !isGuarded) this.lacks(node, frame);
    return value;
  }

  /** Only names of the case are missed: an item of a list may well lack one, and so may what is known of a session. */
  private lacks(path: Path, frame: Frame): void {
    const steps = stepsOf(path);
    if (path.data || steps.length === 0) return;
    let at: Frame | undefined = frame;
    for (let depth = 0; depth < path.depth; depth += 1) at = at?.outer;
    if (at?.context === this.root && !at.names.has(steps[0] ?? ''))
      this.missing.add(steps.join('.'));
  }

  private block(block: Block, frame: Frame): void {
    const { path, params } = block;
    const name = pathName(path);
    const [first, second] = params;
    const argument = (one: Expression | undefined, isGuarded: boolean): JsonValue | undefined => {
      if (one === undefined) throw new TemplateFault(`"#${name}" needs a value.`);
      return this.value(one, frame, isGuarded);
    };
    switch (name) {
      case 'if':
      case 'unless': {
        const value = argument(first, true);
        const countsZero = pairsOf(block).some(
          ({ key, value: one }) => key === 'includeZero' && literalOf(one) === true,
        );
        const holds = isShown(value) || (countsZero && value === 0);
        this.either(block, holds === (name === 'if'), frame);
        break;
      }
      case 'ifEquals':
      case 'unlessEquals': {
        const [a, b] = [argument(first, true), argument(second, true)];
        this.either(block, (a === b) === (name === 'ifEquals'), frame);
        break;
      }
      case 'each':
        this.each(block, argument(first, hasElse(block)), frame);
        break;
      case 'with': {
        const value = argument(first, hasElse(block));
        if (isShown(value) && value !== undefined) this.inside(block, value, frame, {});
        else this.either(block, false, frame);
        break;
      }
      default:
        this.section(block, this.value(path, frame, true), frame);
    }
  }

  /** `{{#name}}`: a list is gone through, a map gone into, anything else asked whether it is there. */
  private section(block: Block, value: JsonValue | undefined, frame: Frame): void {
    if (Array.isArray(value) && value.length > 0) this.each(block, value, frame);
    else if (value === true) this.either(block, true, frame);
    else if (isShown(value) && value !== undefined) this.inside(block, value, frame, {});
    else this.either(block, false, frame);
  }

  private either({ program, inverse }: Block, holds: boolean, frame: Frame): void {
    const chosen = holds ? program : inverse;
    if (chosen !== undefined && chosen !== null) this.program(chosen, frame);
  }

  private each(block: Block, value: JsonValue | undefined, frame: Frame): void {
    const entries: readonly (readonly [string | number, JsonValue])[] = entriesOf(value);
    if (entries.length === 0) this.either(block, false, frame);
    for (const [index, [key, item]] of entries.entries()) {
      this.allowance.step();
      const last = index === entries.length - 1;
      this.inside(block, item, frame, { index, key, first: index === 0, last });
    }
  }

  private inside(
    { program }: Block,
    context: JsonValue,
    outer: Frame,
    data: Readonly<Record<string, JsonValue>>,
  ): void {
    if (program === undefined || program === null) return;
    const [item, key] = program.blockParams ?? [];
    const names = new Map<string, JsonValue | undefined>();
    if (item !== undefined) names.set(item, context);
    if (key !== undefined) names.set(key, data['key']);
    this.program(program, { context, outer, data: new Map(Object.entries(data)), names });
  }

  private partial(partial: Partial, frame: Frame): void {
    const called = pathName(partial.name);
    const body = this.partials.get(called);
    if (body === undefined) throw new TemplateFault(`There is no text "${called}" to include.`);
    const { plain, named } = this.given(partial, frame);
    this.program(body, {
      context: plain.length === 0 ? frame.context : plain[0],
      outer: frame,
      data: new Map(),
      names: named,
    });
  }
}

function literalOf(node: Expression): JsonValue | undefined {
  if (node.type === 'NullLiteral') return null;
  return 'value' in node ? node.value : undefined;
}

function entriesOf(
  value: JsonValue | undefined,
): readonly (readonly [string | number, JsonValue])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [index, item]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function hasElse({ inverse }: Block): boolean {
  return inverse !== undefined && inverse !== null;
}

/** What Handlebars takes for true: an empty list is not, an empty map is. */
function isShown(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
}
