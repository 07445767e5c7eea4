import type { JsonObject, JsonValue } from '#base/json.ts';
import { type DocumentNode, plainValue } from '../../documents/node.ts';
import type { ResponseFormat } from '../../models/model.ts';
import { field, itemsOf, textField } from '../promptYml/fields.ts';

/** The schema of the reply that `outputs:` describes. `undefined`: it describes nothing. */
export function schemaOfOutputs(
  node: DocumentNode,
  promptName: string,
): ResponseFormat | undefined {
  const schema = objectSchema(node);
  if (schema === undefined) return undefined;
  const name = promptName.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return { type: 'json_schema', name: name.slice(0, 64) || 'reply', strict: false, schema };
}

function objectSchema(node: DocumentNode | undefined): JsonObject | undefined {
  const properties = propertiesOf(node);
  if (properties.length === 0) return undefined;
  const required = properties.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

interface Property {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

function propertiesOf(node: DocumentNode | undefined): readonly Property[] {
  if (node?.kind === 'map') return node.entries.map(({ key, value }) => property(key, value));
  return itemsOf(node).flatMap((item) => {
    const name = textField(item, 'name');
    return name === undefined ? [] : [property(name, item)];
  });
}

function property(name: string, node: DocumentNode): Property {
  const required = field(node, 'required');
  const isRequired = required?.kind === 'scalar' && required.value === true;
  return { name, schema: propertySchema(node), isRequired };
}

const types: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['integer', 'integer'],
  ['float', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['array', 'array'],
  ['object', 'object'],
]);

function propertySchema(node: DocumentNode): JsonObject {
  if (node.kind === 'scalar') {
    const type = typeof node.value === 'string' ? types.get(node.value) : undefined;
    return type === undefined ? {} : { type };
  }
  const kind = textField(node, 'kind') ?? textField(node, 'type') ?? '';
  const type = types.get(kind);
  const description = textField(node, 'description');
  const values = field(node, 'enumValues');
  const items = field(node, 'items');
  const inner = type === 'object' ? objectSchema(field(node, 'properties')) : undefined;
  const allowed: JsonValue = values === undefined ? null : plainValue(values);
  return {
    ...(type === undefined ? {} : { type }),
    ...inner,
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(allowed) ? { enum: allowed } : {}),
    ...(type === 'array' && items !== undefined ? { items: propertySchema(items) } : {}),
  };
}
