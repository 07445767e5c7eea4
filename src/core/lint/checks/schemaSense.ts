import { isJsonObject } from '#base/json.ts';
import type { Problem } from '#protocol/problem.ts';
import { quoteFound, warningAt } from '../../documents/problems.ts';
import { jsonSchema } from '../../metrics/jsonSchema.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import { keyPlace } from '../keyPlace.ts';
import { settingRange } from './evaluators.ts';

/** Schemas of replies that no reply can fit. */
export function checkSchemas(prompt: Prompt, text: string | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<unknown>();
  const say = (range: Problem['range'], why: string): void => {
    problems.push(
      warningAt(
        prompt.file,
        range,
        'json-schema-unsatisfiable',
        `No reply can fit the schema: ${why}.`,
        'Change the schema.',
      ),
    );
  };
  for (const variant of prompt.variants) {
    const { responseFormat } = variant;
    if (responseFormat?.type !== 'json_schema' || seen.has(responseFormat.schema)) continue;
    seen.add(responseFormat.schema);
    const why = impossible(responseFormat.schema, '', 0);
    if (why !== undefined) say(keyPlace(text, prompt, variant, 'jsonSchema'), why);
  }
  for (const evaluator of prompt.evaluators) {
    if (evaluator.uses !== 'json-schema' || !isJsonObject(evaluator.with)) continue;
    const why = impossible(evaluator.with['schema'], '', 0);
    if (why !== undefined) say(settingRange(evaluator, ['schema']), why);
  }
  return problems;
}

/** What the compiler of schemas says of those that are sent. It is loaded only where there is one. */
export async function invalidSchemas(
  prompt: Prompt,
  text: string | undefined,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const seen = new Set<unknown>();
  for (const variant of prompt.variants) {
    const { responseFormat } = variant;
    if (responseFormat?.type !== 'json_schema' || seen.has(responseFormat.schema)) continue;
    seen.add(responseFormat.schema);
    const { schema } = responseFormat;
    const prepared = await jsonSchema.prepare?.({ schema, allowFences: false, anywhere: false });
    if (prepared === undefined || !('faults' in prepared)) continue;
    problems.push(
      ...prepared.faults.map(({ code, message, next }) =>
        warningAt(prompt.file, keyPlace(text, prompt, variant, 'jsonSchema'), code, message, next),
      ),
    );
  }
  return problems;
}

const deepest = 32;

/** Why nothing fits a schema, as a clause; `undefined` where something may. Only what every reading of the draft agrees on. */
export function impossible(schema: unknown, path: string, depth: number): string | undefined {
  const at = path === '' ? 'its root' : quoteFound(path);
  if (schema === false) return `${at} allows nothing`;
  if (!isJsonObject(schema) || depth > deepest) return undefined;
  for (const [low, high] of bounds) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least === 'number' && typeof most === 'number' && least > most)
      return `\`${low}\` ${least} of ${at} is above \`${high}\` ${most}`;
  }
  const { enum: values, type, required, properties, additionalProperties, items } = schema;
  if (Array.isArray(values)) {
    if (values.length === 0) return `\`enum\` of ${at} is empty`;
    if (typeof type === 'string' && !values.some((value) => isOfType(value, type)))
      return `no value of \`enum\` of ${at} is of the type ${quoteFound(type)}`;
  }
  if (type !== undefined && type !== 'object' && !(Array.isArray(type) && type.includes('object')))
    return Array.isArray(items) || type !== 'array' ? undefined : itemsOf(schema, path, depth);
  if (!Array.isArray(required)) return undefined;
  for (const name of required) {
    if (typeof name !== 'string') continue;
    const own = isJsonObject(properties) ? properties[name] : undefined;
    const hasPatterns = schema['patternProperties'] !== undefined;
    if (own === undefined && additionalProperties === false && !hasPatterns && type === 'object')
      return `${at} requires ${quoteFound(name)} and allows no such key`;
    const why = own === undefined ? undefined : impossible(own, step(path, name), depth + 1);
    if (why !== undefined && type === 'object') return why;
  }
  return undefined;
}

function itemsOf(
  { items, minItems }: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): string | undefined {
  return typeof minItems === 'number' && minItems > 0
    ? impossible(items, `${path}[]`, depth + 1)
    : undefined;
}

function step(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

const bounds = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'object') return isJsonObject(value);
  return typeof value === type;
}
