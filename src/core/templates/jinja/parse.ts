import { TemplateFault } from '../limits.ts';
import { Cursor } from './cursor.ts';
import { readArguments, readExpression, readFilters, readTuple } from './expression.ts';
import { type Piece, piecesOf, type Tag } from './lexer.ts';
import type { Expression, MacroNode, Node } from './syntax.ts';

/** Reads a Jinja text. Throws `TemplateFault` with the place. */
export function parseJinja(text: string): readonly Node[] {
  const parser = new Parser(piecesOf(text));
  const { body } = parser.body([], 0);
  return body;
}

const deepestBlocks = 60;

/** The name that stands for the body of `{% filter %}` and `{% set %}…{% endset %}`: no text can hold it. */
export const captured = '\u0000body';

class Parser {
  private readonly pieces: readonly Piece[];
  private at = 0;

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  /** Up to one of these words, whose tag is given back. `depth`: of blocks. */
  body(
    ends: readonly string[],
    depth: number,
    opened?: Tag,
  ): {
    readonly body: readonly Node[];
    readonly end: { readonly word: string; readonly cursor: Cursor };
  } {
    const body: Node[] = [];
    if (depth > deepestBlocks)
      throw new TemplateFault('The template is nested too deep.', opened?.start);
    for (;;) {
      const piece = this.pieces[this.at];
      this.at += 1;
      if (piece === undefined) break;
      if (piece.kind === 'text') {
        body.push(piece);
        continue;
      }
      const cursor = new Cursor(piece.tokens);
      if (piece.kind === 'output') {
        body.push({ kind: 'output', value: readTuple(cursor) });
        cursor.end();
        continue;
      }
      const word = cursor.name();
      if (ends.includes(word)) return { body, end: { word, cursor } };
      body.push(...this.statement(word, cursor, piece, depth + 1));
    }
    if (opened !== undefined) {
      const [word = ''] = opened.tokens.map(({ value }) => value);
      throw new TemplateFault(`"${word}" is not closed by "${ends.at(-1) ?? ''}".`, opened.start);
    }
    return { body, end: { word: '', cursor: new Cursor([]) } };
  }

  private statement(word: string, cursor: Cursor, tag: Tag, depth: number): readonly Node[] {
    switch (word) {
      case 'if':
        return [this.condition(cursor, tag, depth)];
      case 'for':
        return [this.loop(cursor, tag, depth)];
      case 'set':
        return [this.set(cursor, tag, depth)];
      case 'filter': {
        const value = filterChain(cursor);
        const { body } = this.closed(['endfilter'], depth, tag);
        return [{ kind: 'capture', target: undefined, value, body }];
      }
      case 'with':
        return [this.with(cursor, tag, depth)];
      case 'macro': {
        const name = cursor.name();
        return [this.macro(name, cursor, tag, depth, 'endmacro')];
      }
      case 'call': {
        const parameters = cursor.is('(') ? readParameters(cursor) : [];
        const call = readExpression(cursor);
        cursor.end();
        if (call.kind !== 'call')
          throw new TemplateFault('"call" needs the call of a macro.', tag.start);
        const { body } = this.closed(['endcall'], depth, tag);
        return [
          { kind: 'call', call, caller: { kind: 'macro', name: 'caller', parameters, body } },
        ];
      }
      case 'include':
        return [include(cursor, tag)];
      case 'break':
      case 'continue':
        cursor.end();
        return [{ kind: word }];
      default:
        throw new TemplateFault(notSupported(word), tag.start);
    }
  }

  private closed(
    ends: readonly string[],
    depth: number,
    tag: Tag,
  ): { readonly body: readonly Node[] } {
    const { body, end } = this.body(ends, depth, tag);
    if (end.word !== 'endmacro' && end.word !== 'endset') end.cursor.end();
    return { body };
  }

  private condition(first: Cursor, tag: Tag, depth: number): Node {
    const branches: { when: Expression; body: readonly Node[] }[] = [];
    let cursor = first;
    for (;;) {
      const when = readTuple(cursor);
      cursor.end();
      const { body, end } = this.body(['elif', 'elseif', 'else', 'endif'], depth, tag);
      branches.push({ when, body });
      if (end.word === 'endif') return { kind: 'if', branches, otherwise: [] };
      if (end.word === 'else') {
        end.cursor.end();
        return { kind: 'if', branches, otherwise: this.closed(['endif'], depth, tag).body };
      }
      ({ cursor } = end);
    }
  }

  private loop(cursor: Cursor, tag: Tag, depth: number): Node {
    const targets = readTargets(cursor);
    cursor.expect('in');
    let over = readExpression(cursor, false);
    if (cursor.is(',')) over = { kind: 'list', items: [over, ...moreItems(cursor)] };
    const filter = cursor.takes('if') ? readExpression(cursor) : undefined;
    if (cursor.is('recursive'))
      throw new TemplateFault('Loops that call themselves are not supported.', tag.start);
    cursor.end();
    const { body, end } = this.body(['else', 'endfor'], depth, tag);
    const otherwise = end.word === 'else' ? this.closed(['endfor'], depth, tag).body : [];
    return { kind: 'for', targets, over, filter, body, otherwise };
  }

  private set(cursor: Cursor, tag: Tag, depth: number): Node {
    const targets = readTargets(cursor);
    const [name = ''] = targets;
    if (targets.length === 1 && cursor.takes('.')) {
      const part = cursor.name();
      cursor.expect('=');
      const value = readTuple(cursor);
      cursor.end();
      return { kind: 'setPart', name, part, value };
    }
    if (cursor.takes('=')) {
      const value = readTuple(cursor);
      cursor.end();
      return { kind: 'set', targets, value };
    }
    const value = readFilters(cursor, bodyName);
    cursor.end();
    const { body } = this.closed(['endset'], depth, tag);
    return { kind: 'capture', target: name, value, body };
  }

  private with(cursor: Cursor, tag: Tag, depth: number): Node {
    const sets: { name: string; value: Expression }[] = [];
    while (cursor.token.kind !== 'end') {
      const name = cursor.name();
      cursor.expect('=');
      sets.push({ name, value: readExpression(cursor) });
      if (!cursor.takes(',')) break;
    }
    cursor.end();
    return { kind: 'with', sets, body: this.closed(['endwith'], depth, tag).body };
  }

  private macro(name: string, cursor: Cursor, tag: Tag, depth: number, end: string): MacroNode {
    const parameters = readParameters(cursor);
    cursor.end();
    return { kind: 'macro', name, parameters, body: this.closed([end], depth, tag).body };
  }
}

const bodyName: Expression = { kind: 'name', name: captured, start: -1, end: -1 };

function filterChain(cursor: Cursor): Expression {
  const { start } = cursor.token;
  const name = cursor.name();
  const given = cursor.takes('(') ? readArguments(cursor) : { plain: [], named: [] };
  const first: Expression = { kind: 'filter', of: bodyName, name, given, start, end: cursor.taken };
  const value = readFilters(cursor, first);
  cursor.end();
  return value;
}

function readTargets(cursor: Cursor): readonly string[] {
  const isGroup = cursor.takes('(');
  const targets = [cursor.name()];
  while (cursor.takes(',')) targets.push(cursor.name());
  if (isGroup) cursor.expect(')');
  return targets;
}

function moreItems(cursor: Cursor): readonly Expression[] {
  const items: Expression[] = [];
  while (cursor.takes(',')) items.push(readExpression(cursor, false));
  return items;
}

function readParameters(cursor: Cursor): MacroNode['parameters'] {
  const parameters: { name: string; default: Expression | undefined }[] = [];
  cursor.expect('(');
  while (!cursor.takes(')')) {
    const name = cursor.name();
    parameters.push({ name, default: cursor.takes('=') ? readExpression(cursor) : undefined });
    if (!cursor.takes(',') && !cursor.is(')')) cursor.unexpected('")" is expected');
  }
  return parameters;
}

function include(cursor: Cursor, tag: Tag): Node {
  const named = readExpression(cursor);
  const items = named.kind === 'list' ? named.items : [named];
  const names = items.flatMap((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
  );
  if (names.length !== items.length)
    throw new TemplateFault('"include" needs the name of a file in quotation marks.', tag.start);
  const mayBeMissing = cursor.takes('ignore');
  if (mayBeMissing && cursor.name() !== 'missing') cursor.unexpected('"missing" is expected');
  if (cursor.takes('with', 'without') && cursor.name() !== 'context')
    cursor.unexpected('"context" is expected');
  cursor.end();
  return { kind: 'include', names, mayBeMissing, start: tag.start };
}

function notSupported(word: string): string {
  if (word.startsWith('end') || word === 'else' || word === 'elif')
    return `"${word}" closes nothing that is open.`;
  return `"${word.slice(0, 40)}" is no statement that is supported.`;
}
