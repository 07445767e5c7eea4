import * as z from 'zod/mini';
import { isJsonObject } from '#base/json.ts';
import { jsonValuesIn, readJsonReply } from './jsonReply.ts';
import type { Measured, Metric, Preparation, SettingsFault } from './metric.ts';
import { measurePrepared } from './prepared.ts';
import { faultText } from './faultText.ts';
import { verdict } from './verdict.ts';

interface Settings {
  readonly schema: string | Readonly<Record<string, unknown>>;
  readonly allowFences: boolean;
  readonly anywhere: boolean;
}

export const jsonSchema: Metric<Settings> = {
  kind: 'json-schema',
  title: 'JSON Schema',
  documentation:
    'Whether the whole reply, or with `anywhere` an object or list in it, is JSON and valid against `schema`. ' +
    'A schema is draft 2020-12 unless its `$schema` says draft-07; `$ref` stays inside it, patterns run in linear time (RE2), and `format` only describes. ' +
    'A broken schema is an error before the run, never a score. Shape only: a well-formed wrong answer passes. Source: json-schema.org, draft 2020-12 and draft-07.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['extraction'],
  settings: z.strictObject({
    schema: z
      .union([z.record(z.string(), z.unknown()), z.string()])
      .check(z.describe('A JSON Schema, as a map or as JSON text.')),
    allowFences: z.prefault(
      z.boolean().check(z.describe('The reply may stand in one code fence.')),
      false,
    ),
    anywhere: z.prefault(
      z.boolean().check(z.describe('An object or a list among other words will do.')),
      false,
    ),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare({ schema, allowFences, anywhere }: Settings): Promise<Preparation> {
  const read = typeof schema === 'string' ? schemaOfText(schema) : { schema };
  if ('fault' in read) return faulty(read.fault);
  const { compileSchema } = await import('./ajv.ts');
  const compiled = compileSchema(read.schema);
  if ('fault' in compiled) return faulty(compiled.fault);
  return {
    measure({ reply }) {
      if (anywhere) return someFits(jsonValuesIn(reply), compiled.check);
      const json = readJsonReply(reply, allowFences);
      if ('why' in json) return verdict(false, json.why);
      const why = compiled.check(json.value);
      return why === undefined ? verdict(true) : verdict(false, why);
    },
  };
}

function someFits(
  found: readonly unknown[],
  check: (value: unknown) => string | undefined,
): Measured {
  const faults = found.map(check);
  if (faults.includes(undefined)) return verdict(true);
  return verdict(false, faults[0] ?? 'no JSON object or list in it');
}

function faulty(fault: Omit<SettingsFault, 'path'>): Preparation {
  return { faults: [{ ...fault, path: ['schema'] }] };
}

function schemaOfText(
  text: string,
):
  | { readonly schema: Readonly<Record<string, unknown>> }
  | { readonly fault: Omit<SettingsFault, 'path'> } {
  let why = 'it is no object';
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return { schema: value };
  } catch (error) {
    why = faultText(error, 120);
  }
  return {
    fault: {
      code: 'json-schema-invalid',
      message: `The schema's text is not a JSON object: ${why}.`,
      next: 'Write the schema as a map, or correct its JSON.',
    },
  };
}
