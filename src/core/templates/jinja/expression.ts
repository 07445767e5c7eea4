import type { Cursor } from './cursor.ts';
import type { Arguments, Expression } from './syntax.ts';

/** Reads one expression, from the weakest operator inwards, as Jinja orders them. Throws `TemplateFault`. */
export function readExpression(cursor: Cursor, hasChoice = true): Expression {
  return cursor.within(() => {
    let left = readOr(cursor);
    if (!hasChoice) return left;
    while (cursor.takes('if')) {
      const when = readOr(cursor);
      const otherwise = cursor.takes('else') ? readExpression(cursor) : undefined;
      left = { kind: 'choice', when, met: left, otherwise };
    }
    return left;
  });
}

/** Several with commas between them are a list. */
export function readTuple(cursor: Cursor): Expression {
  const first = readExpression(cursor);
  if (!cursor.is(',')) return first;
  const items = [first];
  while (cursor.takes(',')) {
    if (cursor.token.kind === 'end') break;
    items.push(readExpression(cursor));
  }
  return { kind: 'list', items };
}

function readOr(cursor: Cursor): Expression {
  let left = readAnd(cursor);
  while (cursor.takes('or', '||'))
    left = { kind: 'binary', operator: 'or', left, right: readAnd(cursor) };
  return left;
}

function readAnd(cursor: Cursor): Expression {
  let left = readNot(cursor);
  while (cursor.takes('and', '&&'))
    left = { kind: 'binary', operator: 'and', left, right: readNot(cursor) };
  return left;
}

function readNot(cursor: Cursor): Expression {
  if (!cursor.takes('not', '!')) return readComparison(cursor);
  return cursor.within(() => ({ kind: 'not', of: readNot(cursor) }));
}

const comparisons = new Map([
  ['==', '=='],
  ['===', '=='],
  ['!=', '!='],
  ['!==', '!='],
  ['<', '<'],
  ['>', '>'],
  ['<=', '<='],
  ['>=', '>='],
  ['in', 'in'],
]);

/** `a < b < c` compares each neighbours. */
function readComparison(cursor: Cursor): Expression {
  let left = readSum(cursor);
  let whole: Expression | undefined;
  for (;;) {
    const isNegated = cursor.takes('not');
    if (isNegated && !cursor.is('in')) cursor.unexpected('"in" is expected');
    const { kind, value } = cursor.token;
    const operator = kind === 'sign' || kind === 'name' ? comparisons.get(value) : undefined;
    if (operator === undefined) return whole ?? left;
    cursor.next();
    const right = readSum(cursor);
    const compared: Expression = { kind: 'binary', operator, left, right };
    const one: Expression = isNegated ? { kind: 'not', of: compared } : compared;
    whole =
      whole === undefined ? one : { kind: 'binary', operator: 'and', left: whole, right: one };
    left = right;
  }
}

function readSum(cursor: Cursor): Expression {
  return chain(cursor, ['+', '-'], () =>
    chain(cursor, ['~'], () =>
      chain(cursor, ['*', '/', '//', '%'], () =>
        chain(cursor, ['**'], () => readUnary(cursor, true)),
      ),
    ),
  );
}

function chain(
  cursor: Cursor,
  operators: readonly string[],
  readPart: () => Expression,
): Expression {
  let left = readPart();
  while (cursor.is(...operators)) {
    const operator = cursor.next().value;
    left = { kind: 'binary', operator, left, right: readPart() };
  }
  return left;
}

function readUnary(cursor: Cursor, hasFilters: boolean): Expression {
  return cursor.within(() => {
    let value: Expression;
    if (cursor.takes('-')) value = { kind: 'minus', of: readUnary(cursor, false) };
    else if (cursor.takes('+')) value = { kind: 'plus', of: readUnary(cursor, false) };
    else value = readPrimary(cursor);
    value = readPostfix(cursor, value);
    return hasFilters ? readFilters(cursor, value) : value;
  });
}

function readPrimary(cursor: Cursor): Expression {
  const { kind, value, start, end } = cursor.token;
  if (kind === 'text') {
    let text = '';
    // Texts beside each other are one.
    while (cursor.token.kind === 'text') text += cursor.next().value;
    return { kind: 'literal', value: text };
  }
  if (kind === 'number') {
    cursor.next();
    return { kind: 'literal', value: Number(value) };
  }
  if (kind === 'name') {
    cursor.next();
    const constant = constants.get(value);
    return constant === undefined
      ? { kind: 'name', name: value, start, end }
      : { kind: 'literal', value: constant };
  }
  if (cursor.takes('(')) return readGroup(cursor);
  if (cursor.takes('[')) return { kind: 'list', items: readItems(cursor, ']') };
  if (cursor.takes('{')) return readDict(cursor);
  return cursor.unexpected('a value is expected');
}

const constants = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
  ['null', null],
]);

function readGroup(cursor: Cursor): Expression {
  if (cursor.takes(')')) return { kind: 'list', items: [] };
  const first = readExpression(cursor);
  if (!cursor.takes(',')) {
    cursor.expect(')');
    return first;
  }
  return { kind: 'list', items: [first, ...readItems(cursor, ')')] };
}

function readItems(cursor: Cursor, close: string): readonly Expression[] {
  const items: Expression[] = [];
  while (!cursor.takes(close)) {
    items.push(readExpression(cursor));
    if (!cursor.takes(',')) {
      cursor.expect(close);
      break;
    }
  }
  return items;
}

function readDict(cursor: Cursor): Expression {
  const entries: { key: Expression; value: Expression }[] = [];
  while (!cursor.takes('}')) {
    const key = readExpression(cursor);
    cursor.expect(':');
    entries.push({ key, value: readExpression(cursor) });
    if (!cursor.takes(',')) {
      cursor.expect('}');
      break;
    }
  }
  return { kind: 'dict', entries };
}

/** `.name`, `[key]`, `(arguments)`, as many as there are. */
function readPostfix(cursor: Cursor, from: Expression): Expression {
  const start = 'start' in from ? from.start : cursor.token.start;
  let value = from;
  for (;;) {
    if (cursor.takes('.')) {
      const { kind } = cursor.token;
      if (kind !== 'name' && kind !== 'number') cursor.unexpected('a name is expected');
      const written = cursor.next().value;
      const key = kind === 'number' ? Number(written) : written;
      value = {
        kind: 'member',
        of: value,
        key: { kind: 'literal', value: key },
        start,
        end: cursor.taken,
      };
    } else if (cursor.takes('[')) value = readSubscript(cursor, value, start);
    else if (cursor.takes('('))
      value = { kind: 'call', of: value, given: readArguments(cursor), start, end: cursor.taken };
    else return value;
  }
}

function readSubscript(cursor: Cursor, of: Expression, start: number): Expression {
  const parts: (Expression | undefined)[] = [undefined];
  while (!cursor.takes(']')) {
    if (cursor.takes(':')) parts.push(undefined);
    else if (parts.at(-1) === undefined) parts[parts.length - 1] = readExpression(cursor);
    else cursor.unexpected('"]" is expected');
  }
  const [key] = parts;
  if (parts.length > 1) return { kind: 'slice', of, parts };
  if (key === undefined) return cursor.unexpected('a key is expected');
  return { kind: 'member', of, key, start, end: cursor.taken };
}

/** Behind the opening bracket. */
export function readArguments(cursor: Cursor): Arguments {
  const plain: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  while (!cursor.takes(')')) {
    const value = readExpression(cursor);
    if (value.kind === 'name' && cursor.takes('='))
      named.push({ name: value.name, value: readExpression(cursor) });
    else plain.push(value);
    if (!cursor.takes(',')) {
      cursor.expect(')');
      break;
    }
  }
  return { plain, named };
}

const nothing: Arguments = { plain: [], named: [] };

/** `| filter` and `is test`. */
export function readFilters(cursor: Cursor, from: Expression): Expression {
  let of = from;
  for (;;) {
    const { start } = cursor.token;
    if (cursor.takes('|')) {
      let name = cursor.name();
      while (cursor.takes('.')) name += `.${cursor.name()}`;
      const given = cursor.takes('(') ? readArguments(cursor) : nothing;
      of = { kind: 'filter', of, name, given, start, end: cursor.taken };
    } else if (cursor.takes('is')) {
      const isNegated = cursor.takes('not');
      const name = cursor.name();
      const given = testArguments(cursor);
      of = { kind: 'test', of, name, given, isNegated, start, end: cursor.taken };
    } else return of;
  }
}

/** `is divisibleby 3` needs no brackets. */
function testArguments(cursor: Cursor): Arguments {
  if (cursor.takes('(')) return readArguments(cursor);
  const { kind } = cursor.token;
  const isValue =
    kind === 'text' ||
    kind === 'number' ||
    (kind === 'name' && !cursor.is('else', 'or', 'and', 'if', 'is', 'not', 'in')) ||
    cursor.is('[', '{');
  if (!isValue) return nothing;
  return { plain: [readPostfix(cursor, readPrimary(cursor))], named: [] };
}
