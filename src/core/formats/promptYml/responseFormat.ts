import { isJsonObject, type JsonValue } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { plainValue } from '../../documents/node.ts';
import { readJson } from '../../documents/json.ts';
import { errorAt, warningAt } from '../../documents/problems.ts';
import { makeSource } from '../../documents/source.ts';
import type { ResponseFormat } from '../../models/model.ts';
import { field } from './fields.ts';

/**
 * What the reply has to be, for the top level and each variant in turn. A variant takes over the key
 * that it does not set. `promptName` names a schema that has no name of its own.
 */
export function readResponseFormats(
  root: MapNode,
  variants: readonly MapNode[],
  promptName: string,
  file: string,
  problems: Problem[],
): readonly (ResponseFormat | undefined)[] {
  const read = new Map<DocumentNode, ResponseFormat | undefined>();
  const formats = [root, ...variants].map((map) => {
    const typeNode = field(map, 'responseFormat') ?? field(root, 'responseFormat');
    const type = typeNode?.kind === 'scalar' ? typeNode.value : undefined;
    if (type === 'text' || type === 'json_object') return { type } as const;
    if (typeNode === undefined || type !== 'json_schema') return undefined;
    const schema = field(map, 'jsonSchema') ?? field(root, 'jsonSchema');
    const node = schema ?? typeNode;
    if (!read.has(node))
      read.set(
        node,
        schema === undefined
          ? noSchema(typeNode, file, problems)
          : schemaFormat(schema, promptName, file, problems),
      );
    return read.get(node);
  });
  for (const map of [root, ...variants]) {
    const schema = field(map, 'jsonSchema');
    if (schema !== undefined && !read.has(schema)) problems.push(unusedSchema(schema, file));
  }
  return formats;
}

function noSchema(node: DocumentNode, file: string, problems: Problem[]): undefined {
  problems.push(
    errorAt(
      file,
      node.range,
      'json-schema-missing',
      '`responseFormat: json_schema` stands here without a schema.',
      'Add `jsonSchema:` with the schema of the reply.',
    ),
  );
}

function unusedSchema(node: DocumentNode, file: string): Problem {
  return warningAt(
    file,
    node.range,
    'json-schema-unused',
    'This schema is not sent, because `responseFormat` is not json_schema.',
    'Write `responseFormat: json_schema`.',
  );
}

function schemaFormat(
  node: DocumentNode,
  promptName: string,
  file: string,
  problems: Problem[],
): ResponseFormat | undefined {
  const value = schemaValue(node, file, problems);
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) {
    problems.push(schemaError(node, file, 'The schema is not a JSON object.'));
    return undefined;
  }
  if (!isJsonObject(value['schema']))
    return { type: 'json_schema', name: schemaName(promptName), strict: false, schema: value };
  const { name } = value;
  return {
    type: 'json_schema',
    name: typeof name === 'string' && name !== '' ? name : schemaName(promptName),
    strict: value['strict'] === true,
    schema: value['schema'],
  };
}

/** A map as it is; a text as the JSON in it. */
function schemaValue(node: DocumentNode, file: string, problems: Problem[]): JsonValue | undefined {
  if (node.kind !== 'scalar') return plainValue(node);
  if (typeof node.value !== 'string') return undefined;
  const reading = readJson(makeSource(file, node.value));
  const fault = reading.problems.find((problem) => problem.severity === 'error');
  if (reading.value !== undefined && fault === undefined) return plainValue(reading.value);
  const line = fault === undefined ? '' : ` Line ${fault.range.start.line} of it: ${fault.message}`;
  problems.push(schemaError(node, file, `The text of the schema is not JSON.${line}`));
  return undefined;
}

function schemaError(node: DocumentNode, file: string, message: string): Problem {
  return errorAt(
    file,
    node.range,
    'json-schema-invalid',
    message,
    'Write the schema as a map, without quotes around it.',
    'a map, or JSON text: {"name", "strict", "schema"} or the schema alone',
  );
}

/** Services allow letters, digits, `_` and `-`, 64 of them. */
function schemaName(promptName: string): string {
  const name = promptName.slice(0, 64).replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  return name.replaceAll(/^-+|-+$/g, '') || 'reply';
}
