import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import type { ResponseFormat } from '../../models/model.ts';

/** `response_format` of a provider's `config`; `undefined`: it is of no kind that is sent here. */
export function readResponseFormat(written: JsonValue | undefined): ResponseFormat | undefined {
  if (!isJsonObject(written)) return undefined;
  const { type, json_schema: outer = written } = written;
  if (type === 'text' || type === 'json_object') return { type };
  if (type !== 'json_schema' || !isJsonObject(outer)) return undefined;
  const { name, strict, schema } = outer;
  if (!isJsonObject(schema)) return undefined;
  return {
    type,
    name: typeof name === 'string' ? name : 'reply',
    strict: strict === true,
    schema,
  };
}

/** The same as OpenAI's services are asked for it. */
export function writeResponseFormat(format: ResponseFormat): JsonObject {
  if (format.type !== 'json_schema') return { type: format.type };
  const { type, name, strict, schema } = format;
  return { type, json_schema: { name, strict, schema } };
}
