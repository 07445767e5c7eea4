import * as z from 'zod/mini';
import { isJsonObject } from '#base/json.ts';
import { jsonValuesIn, readJsonReply } from './jsonReply.ts';
import type { Metric } from './metric.ts';
import { verdict } from './verdict.ts';

interface Settings {
  readonly type?: 'object' | 'array' | undefined;
  readonly allowFences: boolean;
  readonly anywhere: boolean;
}

export const json: Metric<Settings> = {
  kind: 'json',
  title: 'Valid JSON',
  documentation:
    'Whether the whole reply is one JSON value, of the `type` asked for. ' +
    'Strict: no comments, no trailing commas, no words around it; `allowFences` lets it stand in one Markdown code fence, `anywhere` among other words. ' +
    'Says nothing of what is in it: use `json-schema` for that. Source: RFC 8259.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['extraction', 'classification'],
  settings: z.strictObject({
    type: z.optional(z.enum(['object', 'array']).check(z.describe('What the value must be.'))),
    allowFences: z.prefault(
      z.boolean().check(z.describe('The reply may stand in one code fence.')),
      false,
    ),
    anywhere: z.prefault(
      z.boolean().check(z.describe('An object or a list among other words will do.')),
      false,
    ),
  }),
  measure({ reply }, { type, allowFences, anywhere }) {
    if (anywhere) {
      const found = jsonValuesIn(reply);
      const fits = found.some(
        (one) => type === undefined || Array.isArray(one) === (type === 'array'),
      );
      return fits ? verdict(true) : verdict(false, `no JSON ${type ?? 'object or list'} in it`);
    }
    const read = readJsonReply(reply, allowFences);
    if ('why' in read) return verdict(false, read.why);
    if (type === 'object' && !isJsonObject(read.value))
      return verdict(false, 'JSON, but no object');
    if (type === 'array' && !Array.isArray(read.value)) return verdict(false, 'JSON, but no array');
    return verdict(true);
  },
};
