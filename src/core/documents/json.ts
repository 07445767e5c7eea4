import type { Problem } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';
import { readJsonToken } from './jsonTokens.ts';
import type { JsonToken } from './jsonTokens.ts';
import { deepestNesting, defaultLimits } from './node.ts';
import type { DocumentLimits, DocumentNode, MapEntry } from './node.ts';
import { errorAt, firstProblems, quoteFound, warningAt } from './problems.ts';
import type { Reading } from './reading.ts';
import type { SourceText } from './source.ts';

/**
 * Reads strict JSON. Comments and trailing commas are errors that do not stop the reading; of two equal keys the last
 * wins, with a warning. After any other fault the value is what stood before it. Never recurses.
 */
export function readJson(
  source: SourceText,
  limits: Partial<DocumentLimits> = {},
): Reading<DocumentNode> {
  const within = { ...defaultLimits, ...limits };
  if (source.text.length > within.maxLength) {
    const message = `The file has ${String(source.text.length)} characters.`;
    const allowed = `at most ${String(within.maxLength)} characters`;
    const next = 'Use JSON Lines (.jsonl) for large data.';
    const problem = errorAt(source.file, fileStart, 'json-too-large', message, next, allowed);
    return { value: undefined, problems: [problem] };
  }
  const reading = readTokens(source, within);
  return { value: reading.value, problems: firstProblems(reading.problems) };
}

interface OpenMap {
  readonly kind: 'map';
  readonly start: number;
  readonly entries: Map<string, MapEntry>;
  key: JsonToken | undefined;
}

interface OpenList {
  readonly kind: 'list';
  readonly start: number;
  readonly items: DocumentNode[];
}

/** What may stand next. `first…`: right after the opening bracket, where the closing one may stand too. */
type State = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'after' | 'end';

const expected: Readonly<Record<State, string>> = {
  value: 'a value',
  'first-value': 'a value or "]"',
  key: 'a key in double quotes',
  'first-key': 'a key in double quotes or "}"',
  colon: '":"',
  after: '"," or the closing bracket',
  end: 'the end of the file',
};

function readTokens(source: SourceText, limits: DocumentLimits): Reading<DocumentNode> {
  const { file, text } = source;
  const problems: Problem[] = [];
  const open: (OpenMap | OpenList)[] = [];
  let state: State = 'value';
  let root: DocumentNode | undefined;
  let keys = 0;
  let comma: JsonToken | undefined;
  let offset = 0;

  const fail = (token: JsonToken, code: string, message: string, next: string): void => {
    problems.push(errorAt(file, source.range(token.start, token.end), code, message, next));
  };

  const place = (node: DocumentNode): void => {
    const parent = open.at(-1);
    state = parent === undefined ? 'end' : 'after';
    if (parent === undefined) root = node;
    else if (parent.kind === 'list') parent.items.push(node);
    else if (parent.key !== undefined) {
      const { key } = parent;
      const keyRange = source.range(key.start, key.end);
      parent.entries.set(String(key.value), { key: String(key.value), keyRange, value: node });
      parent.key = undefined;
    }
  };

  const close = (end: number): void => {
    const closed = open.pop();
    if (closed === undefined) return;
    const range = source.range(closed.start, end);
    if (closed.kind === 'list') place({ kind: 'list', range, items: closed.items });
    else place({ kind: 'map', range, entries: [...closed.entries.values()] });
  };

  const nameKey = (map: OpenMap, token: JsonToken): boolean => {
    const key = String(token.value);
    const earlier = map.entries.get(key);
    if (earlier !== undefined) {
      const { line, column } = earlier.keyRange.start;
      const message = `The key ${quoteFound(key)} stands here and at line ${String(line)}, column ${String(column)}; the last one counts.`;
      const next = 'Remove or rename one of the two.';
      const range = source.range(token.start, token.end);
      problems.push(warningAt(file, range, 'json-duplicate-key', message, next));
      map.entries.delete(key);
    }
    keys += 1;
    if (keys > limits.maxKeys || map.entries.size >= limits.maxKeysPerMap) {
      const next = 'Use JSON Lines (.jsonl) for large data.';
      fail(token, 'json-too-many-keys', 'The file has too many keys.', next);
      return false;
    }
    map.key = token;
    state = 'colon';
    return true;
  };

  /** Whether reading can go on. */
  const take = (token: JsonToken): boolean => {
    if (token.kind === 'end' && state === 'end') return false;
    const parent = open.at(-1);
    const wantsValue = state === 'value' || state === 'first-value';
    const wantsKey = state === 'key' || state === 'first-key';
    if (token.kind === 'scalar' && wantsValue) {
      place(scalarNode(source, token));
      return true;
    }
    if (token.kind === 'scalar' && wantsKey && parent?.kind === 'map') {
      if (typeof token.value === 'string') return nameKey(parent, token);
    } else if ((token.kind === '[' || token.kind === '{') && wantsValue) {
      if (open.length >= deepestNesting) {
        const message = `Values nest deeper than ${String(deepestNesting)} levels here.`;
        fail(token, 'json-too-deep', message, 'Write the file with fewer levels.');
        return false;
      }
      if (token.kind === '[') {
        open.push({ kind: 'list', start: token.start, items: [] });
        state = 'first-value';
      } else {
        open.push({ kind: 'map', start: token.start, entries: new Map(), key: undefined });
        state = 'first-key';
      }
      return true;
    } else if (token.kind === ':' && state === 'colon') {
      state = 'value';
      return true;
    } else if (token.kind === ',' && state === 'after') {
      comma = token;
      state = parent?.kind === 'map' ? 'key' : 'value';
      return true;
    } else if (closes(token, parent)) {
      const afterComma = comma !== undefined && (state === 'key' || state === 'value');
      if (afterComma && parent?.kind === (state === 'key' ? 'map' : 'list') && comma) {
        fail(
          comma,
          'json-trailing-comma',
          'JSON has no comma before a closing bracket.',
          'Remove the comma.',
        );
        state = 'after';
      }
      if (state === 'after' || state.startsWith('first-')) {
        close(token.end);
        return true;
      }
    }
    const found =
      token.kind === 'end' ? 'the end of the file' : quoteFound(text.slice(token.start, token.end));
    const next = token.hint ?? 'Correct the text here.';
    problems.push(
      errorAt(
        file,
        source.range(token.start, token.end),
        token.kind === 'end' && problems.length === 0 && text.trim() === ''
          ? 'json-empty'
          : 'json-syntax',
        `Found ${found} where ${expected[state]} is expected.`,
        next,
        expected[state],
      ),
    );
    return false;
  };

  for (;;) {
    const token = readJsonToken(text, offset);
    offset = token.end;
    if (token.kind === 'comment') {
      fail(token, 'json-comment', 'JSON has no comments.', 'Remove the comment.');
      continue;
    }
    if (token.kind === 'scalar' && token.fault !== undefined) {
      fail(
        token,
        token.fault,
        `${quoteFound(text.slice(token.start, token.end))} cannot be kept exactly.`,
        'Put it in quotes.',
      );
    }
    if (!take(token)) break;
  }
  while (open.length > 0) close(offset);
  const tooDeep = problems.some((one) => one.code === 'json-too-deep');
  return { value: tooDeep ? undefined : root, problems };
}

function closes(token: JsonToken, parent: OpenMap | OpenList | undefined): boolean {
  return parent !== undefined && token.kind === (parent.kind === 'map' ? '}' : ']');
}

function scalarNode(source: SourceText, token: JsonToken): DocumentNode {
  return {
    kind: 'scalar',
    range: source.range(token.start, token.end),
    value: token.value ?? null,
    quoted: true,
    raw: source.text.slice(token.start, token.end),
  };
}
