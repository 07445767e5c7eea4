import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { DocumentNode, MapEntry, MapNode } from '../../documents/node.ts';
import { errorAt, quoteFound } from '../../documents/problems.ts';
import { asMap, dropping, type ForeignFile, type KeyReader, readKeys } from '../foreignKeys.ts';
import { field, textField } from '../promptYml/fields.ts';
import { type ReferenceDesk, valueBehind } from '../references.ts';

/** What a file says of its variables. */
export interface PromptyInputs {
  /** Values that count where a case has none. */
  readonly defaults: JsonObject;
  /** Values of the case that the file's samples make. */
  readonly samples: JsonObject;
  /** Names that say of themselves that they are not required. */
  readonly optional: readonly string[];
  readonly threads: ReadonlySet<string>;
}

type Desk = ForeignFile & ReferenceDesk;

interface Found {
  readonly defaults: Record<string, JsonValue>;
  readonly samples: Record<string, JsonValue>;
  readonly optional: string[];
  readonly threads: Set<string>;
}

/** `inputs:` as a map by name, as a list, or names with a value each. */
export function readInputs(desk: Desk, entry: MapEntry | undefined): PromptyInputs {
  const found: Found = { defaults: {}, samples: {}, optional: [], threads: new Set() };
  const node = entry?.value;
  if (entry !== undefined && node?.kind === 'scalar' && node.value !== null)
    desk.report.dropped('inputs', entry.keyRange, 'It names no input.');
  if (node?.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const name = textField(item, 'name');
      if (item.kind === 'map' && name !== undefined)
        readInput(desk, item, `inputs[${index}]`, name, found);
      else tellNameless(desk, item);
    }
  }
  for (const { key, value } of node?.kind === 'map' ? node.entries : []) {
    const path = `inputs.${key}`;
    if (value.kind === 'map' && isDescribed(value)) readInput(desk, value, path, key, found);
    else {
      const held = valueBehind(value, desk);
      desk.report.translated(path, value.range, 'It is a value of the case "sample".');
      if (held !== undefined && held !== null) set(found.samples, key, held);
    }
  }
  return found;
}

const describing = [
  'type',
  'kind',
  'sample',
  'default',
  'required',
  'description',
  'example',
  'enumValues',
  'is_required',
];

/** Whether a map tells of an input and is not itself the value of one. */
function isDescribed(map: MapNode): boolean {
  return map.entries.length === 0 || map.entries.some(({ key }) => describing.includes(key));
}

function readInput(desk: Desk, map: MapNode, path: string, name: string, found: Found): void {
  const { report } = desk;
  const keep: KeyReader = ({ keyRange }, key) => {
    report.kept(key, keyRange);
  };
  const kind = textField(map, 'kind') ?? textField(map, 'type');
  if (kind === 'thread') found.threads.add(name);
  const describes = dropping(desk, 'It describes the value; nothing is checked by it.');
  const sample =
    (into: Record<string, JsonValue>, note: string): KeyReader =>
    ({ value, keyRange }, key) => {
      const held = valueBehind(value, desk);
      report.translated(key, keyRange, note);
      if (held !== undefined && held !== null) set(into, name, held);
    };
  const kindKey: KeyReader = (entry, key) => {
    if (kind === 'thread')
      report.translated(key, entry.keyRange, 'The value holds the turns of a conversation.');
    else describes(entry, key);
  };
  const required: KeyReader = ({ value, keyRange }, key) => {
    const isOptional = value.kind === 'scalar' && value.value === false;
    if (isOptional) found.optional.push(name);
    report.tell(
      key,
      keyRange,
      isOptional ? 'kept' : 'approximated',
      'A variable without a value is an error unless the input says `required: false`.',
    );
  };
  readKeys(
    desk,
    map,
    path,
    new Map<string, KeyReader>([
      ['name', keep],
      ['kind', kindKey],
      ['type', kindKey],
      ['description', describes],
      ['enumValues', describes],
      ['items', describes],
      ['properties', describes],
      ['strict', describes],
      ['required', required],
      ['is_required', required],
      ['default', sample(found.defaults, 'It counts where a case has no value.')],
      ['sample', sample(found.samples, 'It is a value of the case "sample".')],
      ['example', sample(found.samples, 'It is a value of the case "sample".')],
    ]),
  );
}

/** `sample:` at the top: values, or a file that holds them. */
export function readSample(desk: Desk, entry: MapEntry): JsonObject {
  const { report, problems, file } = desk;
  report.translated('sample', entry.keyRange, 'Its values are the case "sample".');
  const { value } = entry;
  const isBareName =
    value.kind === 'scalar' &&
    typeof value.value === 'string' &&
    /^[\w./-]+\.json$/i.test(value.value);
  const node: DocumentNode = isBareName ? { ...value, value: `file:${value.raw}` } : value;
  const held = valueBehind(node, desk);
  if (held !== undefined && isJsonObject(held)) return held;
  if (held !== undefined && held !== null) {
    const found = typeof held === 'string' ? quoteFound(held) : 'a list or a single value';
    const message = `\`sample\` is ${found}, and not values by their names.`;
    const next = 'Write names with values, or name a file of JSON that holds them.';
    problems.push(errorAt(file, value.range, 'wrong-type', message, next));
  }
  return {};
}

function tellNameless({ report, file, problems }: ForeignFile, item: DocumentNode): void {
  const name = field(asMap(item), 'name');
  report.dropped(`inputs@${item.range.start.line}`, item.range, 'It has no name.');
  problems.push(
    errorAt(
      file,
      (name ?? item).range,
      'missing-key',
      'An input of a list needs its `name`.',
      'Give it one.',
    ),
  );
}

/** Names are the file's, `__proto__` among them. */
function set(into: Record<string, JsonValue>, name: string, value: JsonValue): void {
  Object.defineProperty(into, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
