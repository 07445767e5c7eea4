import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import {
  type DocumentNode,
  type MapEntry,
  type MapNode,
  plainValue,
} from '../../documents/node.ts';
import { quoteFound } from '../../documents/problems.ts';
import type { TextRange } from '#protocol/problem.ts';
import { field, textField } from '../promptYml/fields.ts';

/** What is wrong with a schema, and where. */
export interface PicoFault {
  readonly range: TextRange;
  readonly message: string;
}

/** Dotprompt's short form of a schema as JSON Schema. A map that is JSON Schema already stays as it is. */
export function schemaOf(node: DocumentNode, faults: PicoFault[]): JsonObject {
  if (node.kind === 'map' && isJsonSchema(node)) {
    const schema = plainValue(node);
    const plain = isJsonObject(schema) ? schema : {};
    return 'type' in plain ? plain : { ...plain, type: 'object' };
  }
  return picoOf(node, faults);
}

/** Fields that a short form lets out: their names end in `?`. Of JSON Schema: those that `required` does not name. */
export function optionalFields(node: DocumentNode | undefined): readonly string[] {
  if (node?.kind !== 'map') return [];
  if (!isJsonSchema(node))
    return node.entries.flatMap(({ key }) => {
      const { name, isOptional } = fieldOf(key);
      return isOptional ? [name] : [];
    });
  const properties = field(node, 'properties');
  const required = field(node, 'required');
  const names = required?.kind === 'list' ? required.items.map((item) => plainValue(item)) : [];
  return (properties?.kind === 'map' ? properties.entries : [])
    .map(({ key }) => key)
    .filter((key) => !names.includes(key));
}

const scalars = ['string', 'boolean', 'null', 'number', 'integer', 'any'];

function isJsonSchema(map: MapNode): boolean {
  const type = textField(map, 'type');
  if (type !== undefined && [...scalars, 'object', 'array'].includes(type)) return true;
  return field(map, 'properties')?.kind === 'map';
}

function picoOf(node: DocumentNode, faults: PicoFault[]): JsonObject {
  if (node.kind === 'list') {
    faults.push({ range: node.range, message: 'A list is no schema.' });
    return {};
  }
  if (node.kind === 'scalar') return scalarOf(node.value, node.range, faults);
  const properties: Record<string, JsonValue> = {};
  const required: string[] = [];
  let rest: JsonValue = false;
  for (const entry of node.entries) {
    if (entry.key === '(*)') {
      rest = picoOf(entry.value, faults);
      continue;
    }
    const { name, isOptional } = fieldOf(entry.key);
    if (!isOptional) required.push(name);
    properties[name] = propertyOf(entry, faults);
  }
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: rest,
  };
}

interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  /** What stands in brackets: `array`, `object`, `enum`. */
  readonly form: string | undefined;
  readonly description: string | undefined;
}

function fieldOf(key: string): Field {
  const open = key.indexOf('(');
  const written = open < 0 ? key : key.slice(0, open);
  const isOptional = written.endsWith('?');
  const name = isOptional ? written.slice(0, -1) : written;
  if (open < 0) return { name, isOptional, form: undefined, description: undefined };
  const [form, description] = described(key.slice(open + 1).replace(/\)\s*$/, ''));
  return { name, isOptional, form, description };
}

function propertyOf({ key, keyRange, value }: MapEntry, faults: PicoFault[]): JsonObject {
  const { isOptional, form, description } = fieldOf(key);
  const schema = formOf(form, value, keyRange, isOptional, faults);
  const told = description === undefined ? schema : { ...schema, description };
  const { type } = told;
  // What may be left out may be null as well.
  return isOptional && typeof type === 'string' ? { ...told, type: [type, 'null'] } : told;
}

function formOf(
  form: string | undefined,
  value: DocumentNode,
  range: TextRange,
  isOptional: boolean,
  faults: PicoFault[],
): JsonObject {
  switch (form) {
    case undefined:
    case 'object':
      return picoOf(value, faults);
    case 'array':
      return { type: 'array', items: picoOf(value, faults) };
    case 'enum': {
      const values = plainValue(value);
      const list: readonly JsonValue[] = Array.isArray(values) ? values : [];
      if (list.length === 0) faults.push({ range, message: 'An enum needs a list of its values.' });
      return { enum: isOptional && !list.includes(null) ? [...list, null] : list };
    }
    default:
      faults.push({
        range,
        message: `${quoteFound(form)} cannot stand in brackets behind a field.`,
      });
      return {};
  }
}

function scalarOf(
  value: string | number | boolean | null,
  range: TextRange,
  faults: PicoFault[],
): JsonObject {
  const [type, description] = described(String(value));
  const told = description === undefined ? {} : { description };
  if (type === 'any') return told;
  if (scalars.includes(type)) return { type, ...told };
  faults.push({ range, message: `There is no type ${quoteFound(type)} in a schema.` });
  return told;
}

/** `type, what it is for`. */
function described(text: string): readonly [string, string | undefined] {
  const comma = text.indexOf(',');
  if (comma < 0) return [text.trim(), undefined];
  return [text.slice(0, comma).trim(), text.slice(comma + 1).trim()];
}
