/** Numbers in [0, 1) that are the same each time. */
export type Random = () => number;

/** A seed with one to six changes: bytes, pieces, structure, ends, nesting, numbers, anchors, encodings. */
export function mutated(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Buffer = Buffer.from(pick(seeds, random));
  const changes = 1 + below(6, random);
  for (let change = 0; change < changes; change += 1)
    bytes = pick(mutations, random)(bytes, random, seeds);
  return bytes.length > longest ? bytes.subarray(0, longest) : bytes;
}

const longest = 300_000;

type Mutation = (bytes: Buffer, random: Random, seeds: readonly Uint8Array[]) => Buffer;

const mutations: readonly Mutation[] = [
  flipBit,
  replaceByte,
  removePiece,
  repeatPiece,
  insertToken,
  insertToken,
  truncate,
  splice,
  swapLines,
  removeLine,
  indentLine,
  nest,
  hugeNumber,
  invalidBytes,
  longText,
  manyKeys,
];

function flipBit(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const changed = Buffer.from(bytes);
  const at = below(bytes.length, random);
  changed[at] = (changed[at] ?? 0) ^ (1 << below(8, random));
  return changed;
}

function replaceByte(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const changed = Buffer.from(bytes);
  changed[below(bytes.length, random)] = below(256, random);
  return changed;
}

function removePiece(bytes: Buffer, random: Random): Buffer {
  const at = below(bytes.length + 1, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(40, random))]);
}

function repeatPiece(bytes: Buffer, random: Random): Buffer {
  const at = below(bytes.length + 1, random);
  const piece = bytes.subarray(at, at + 1 + below(60, random));
  const copies = Array.from({ length: 1 + below(20, random) }, () => piece);
  return insert(bytes, at, Buffer.concat(copies));
}

function insertToken(bytes: Buffer, random: Random): Buffer {
  return insert(bytes, below(bytes.length + 1, random), Buffer.from(pick(tokens, random)));
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, below(bytes.length + 1, random));
}

function splice(bytes: Buffer, random: Random, seeds: readonly Uint8Array[]): Buffer {
  const other = pick(seeds, random);
  const from = below(other.length + 1, random);
  const piece = Buffer.from(other.subarray(from, from + 1 + below(400, random)));
  return insert(bytes, below(bytes.length + 1, random), piece);
}

function swapLines(bytes: Buffer, random: Random): Buffer {
  return withLines(bytes, (lines) => {
    const a = below(lines.length, random);
    const b = below(lines.length, random);
    const kept = lines[a] ?? '';
    lines[a] = lines[b] ?? '';
    lines[b] = kept;
  });
}

function removeLine(bytes: Buffer, random: Random): Buffer {
  return withLines(bytes, (lines) => {
    lines.splice(below(lines.length, random), 1);
  });
}

function indentLine(bytes: Buffer, random: Random): Buffer {
  return withLines(bytes, (lines) => {
    const at = below(lines.length, random);
    lines[at] = `${pick(['  ', ' ', '\t', '      '], random)}${lines[at] ?? ''}`;
  });
}

function nest(bytes: Buffer, random: Random): Buffer {
  const depth = 1 + below(pick([...rarely(10, 6), 70, 2000], random), random);
  const [open = '', close = ''] = pick(brackets, random);
  const text = open.repeat(depth) + (random() < 0.5 ? close.repeat(depth) : '');
  return insert(bytes, below(bytes.length + 1, random), Buffer.from(text));
}

const brackets = [
  ['[', ']'],
  ['{a: ', '}'],
  ['{"a":', '}'],
  ['- ', ''],
  ['(', ')'],
  ['{{', '}}'],
  ['{{#if a}}', '{{/if}}'],
  ['"', '"'],
];

function hugeNumber(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return insertToken(bytes, random);
  const found = pick(numbers, random);
  const number = pick(hugeNumbers, random);
  return Buffer.from(
    text.slice(0, found.index) + number + text.slice(found.index + found[0].length),
    'latin1',
  );
}

const hugeNumbers = [
  '9007199254740993',
  '-1',
  '1e999',
  '-1e999',
  '1e-999',
  '0.1e400',
  '9'.repeat(400),
  '0x7fffffffffffffff',
  '.inf',
  '.nan',
  '-0',
  '1_000',
  '2147483648',
];

function invalidBytes(bytes: Buffer, random: Random): Buffer {
  return insert(bytes, below(bytes.length + 1, random), Buffer.from(pick(invalid, random)));
}

const invalid: readonly (readonly number[])[] = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x00],
  [0xef, 0xbb, 0xbf],
  [0xfe, 0xff, 0x00, 0x61],
  [0xe2, 0x80],
  [0xe2, 0x80, 0xae],
  [0xf3, 0xa0, 0x81, 0x81],
];

function longText(bytes: Buffer, random: Random): Buffer {
  const length = pick([...rarely(100, 12), 5_000, 60_000], random);
  return insert(
    bytes,
    below(bytes.length + 1, random),
    Buffer.from(pick(fillers, random).repeat(length)),
  );
}

const fillers = ['a', ' ', '\n', '{', '-', '"', 'ä', '\u{1F600}', 'word ', ','].concat(
  ['{{a}}', '{{a.b}}\n', '{{> a}}', '{{#if a}}', '{% if a %}', '{{role "user"}}', 'system:\n'],
  ['- a\n', 'Never say a.\n', '```\n', '<example>', '![a](b)', '# assay-disable-file a\n'],
);

function manyKeys(bytes: Buffer, random: Random): Buffer {
  const count = pick([...rarely(10, 12), 500, 6_000], random);
  const keys = Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join('');
  return insert(bytes, below(bytes.length + 1, random), Buffer.from(keys));
}

/** The usual size so often, that the large ones come once in a while: a million inputs are to end. */
function rarely(usual: number, times: number): readonly number[] {
  return Array.from({ length: times }, () => usual);
}

function withLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'), 'latin1');
}

function insert(bytes: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function pick<T>(items: readonly T[], random: Random): T {
  const item = items[below(items.length, random)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** What formats give a meaning to. */
const tokens = [
  ...'{}[]():,-#&*!|>\'"%@`?~\\/\n\t\r=<$^;'.split(''),
  '---\n',
  '...\n',
  '<<: ',
  '&a ',
  '*a',
  '&a [*a, *a]',
  'a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n',
  '!!js/function ',
  '!!binary ',
  '? ',
  ': ',
  '- ',
  '|+2\n',
  '>-\n',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '"__proto__": ',
  '{{',
  '}}',
  '{{#each a}}',
  '{{/each}}',
  '{% if a %}',
  '{% endif %}',
  '{% for a in b %}',
  '{{> part}}',
  '{{else}}',
  'system:\n',
  'user:\n',
  'file://../../etc/passwd',
  '# assay-disable-next-line ',
  '# assay-disable-file a: b\n',
  '\u0000',
  '\u2028',
  '\u202e',
  '\ud83d',
  '\\u0000',
  '\\ud800',
  'messages:\n',
  'evaluators:\n  - uses: regex\n    with: { pattern: "(a+)+$" }\n',
  'jsonSchema: { $ref: "#" }\n',
  'testData:\n',
  ',,,',
  '"""',
  '\r\n',
];
