import { hash } from 'node:crypto';
import { isJsonObject, type JsonValue } from '#base/json.ts';
import type { ModelRequest, ResponseFormat } from '../model.ts';

/**
 * What makes two requests the same: 32 hex digits over everything that shapes the reply, and the
 * repetition, so that repetitions stay distinct. The order of keys in a schema does not matter.
 */
export function requestKey(provider: string, modelName: string, request: ModelRequest): string {
  const { parameters: set, messages, responseFormat } = request;
  const said: string[] = [];
  for (const message of messages) said.push(message.role, message.content);
  const text = JSON.stringify([
    provider,
    modelName,
    said,
    set.temperature,
    set.topP,
    set.maxTokens,
    set.seed,
    set.stop,
    responseFormat === undefined ? undefined : formatKey(responseFormat),
    request.repeat,
    ...(request.sample === undefined || request.sample === 0 ? [] : [request.sample]),
    // Only where it is set, so that keys of before stay what they are.
    ...(request.task === undefined ? [] : [request.task]),
  ]);
  return hash('sha256', text, 'hex').slice(0, 32);
}

function formatKey(format: ResponseFormat): JsonValue {
  return format.type === 'json_schema'
    ? [format.type, format.name, format.strict, canonical(format.schema)]
    : format.type;
}

function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => canonical(item));
  if (!isJsonObject(value)) return value;
  const sorted: [string, JsonValue][] = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)]);
  // As pairs: an object would put keys that look like numbers first and lose `__proto__`.
  return ['{}', ...sorted];
}
