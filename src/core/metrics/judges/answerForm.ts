import * as z from 'zod/mini';
import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import type { ResponseFormat } from '../../models/model.ts';

/** What an answer must look like, for services that can be held to a schema and in words for all. */
export interface AnswerForm {
  readonly format: ResponseFormat;
  /** `{ "code": "<the code>", "reason": "<why>", "choice": "yes" | "no" }`. */
  readonly words: string;
}

const forms = new WeakMap<z.ZodMiniType, AnswerForm>();

/** `shape`: an object without the code, which every answer carries besides. */
export function formOf(shape: z.ZodMiniType): AnswerForm {
  const known = forms.get(shape);
  if (known !== undefined) return known;
  const schema = withCode(schemaOf(shape));
  const format: ResponseFormat = { type: 'json_schema', name: 'verdict', strict: true, schema };
  const form = { format, words: wordsOf(schema) };
  forms.set(shape, form);
  return form;
}

/**
 * Only what every service's strict mode takes; limits of numbers and lists are checked on the answer. The kinds that answers
 * are made of, by hand: zod's own way would be loaded with whatever else uses zod, and is as large as a tenth of it all.
 */
function schemaOf(shape: z.core.$ZodType): JsonObject {
  const description = z.globalRegistry.get(shape)?.description;
  return {
    ...bareSchemaOf(shape),
    ...(description === undefined ? {} : { description }),
  };
}

type Part = z.core.$ZodTypes['_zod']['def'];

function bareSchemaOf(shape: z.core.$ZodType): JsonObject {
  const { def } = shape as unknown as { readonly def: Part };
  if (def.type === 'object') {
    const properties = Object.entries(def.shape).map(([name, one]) => [name, schemaOf(one)]);
    return {
      type: 'object',
      properties: Object.fromEntries(properties) as JsonObject,
      required: Object.keys(def.shape),
      additionalProperties: false,
    };
  }
  if (def.type === 'array') return { type: 'array', items: schemaOf(def.element) };
  if (def.type === 'enum') return choiceOf(Object.values(def.entries));
  if (def.type === 'literal') {
    return choiceOf(def.values.map((one) => (typeof one === 'number' ? one : String(one))));
  }
  if (def.type === 'number') return { type: 'check' in def ? 'integer' : 'number' };
  if (def.type === 'boolean' || def.type === 'string') return { type: def.type };
  throw new Error(`An answer has no part of the kind ${def.type}.`);
}

function choiceOf(choices: readonly (string | number)[]): JsonObject {
  const type = choices.every((one) => typeof one === 'number') ? 'number' : 'string';
  return { type, enum: [...choices] };
}

function withCode(schema: JsonObject): JsonObject {
  const { properties, required } = schema;
  return {
    ...schema,
    properties: {
      code: { type: 'string', description: 'the code of the message' },
      ...(isJsonObject(properties) ? properties : {}),
    },
    required: ['code', ...(Array.isArray(required) ? (required as readonly JsonValue[]) : [])],
  };
}

function wordsOf(schema: JsonValue | undefined): string {
  if (!isJsonObject(schema)) return '…';
  const { type, description, properties, items } = schema;
  const choices = schema['enum'];
  if (Array.isArray(choices)) {
    return choices.map((one: JsonValue) => JSON.stringify(one)).join(' | ');
  }
  if (type === 'object' && isJsonObject(properties)) {
    const keys = Object.entries(properties).map(([name, one]) => `"${name}": ${wordsOf(one)}`);
    return `{ ${keys.join(', ')} }`;
  }
  if (type === 'array') return `[${wordsOf(items)}, …]`;
  if (type === 'boolean') return 'true | false';
  const said = typeof description === 'string' ? description : undefined;
  return type === 'string' ? `"<${said ?? 'text'}>"` : `<${said ?? 'number'}>`;
}
