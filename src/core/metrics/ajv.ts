import type { Options, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SettingsFault } from './metric.ts';
import { quoteFound } from '../documents/problems.ts';
import { faultText } from './faultText.ts';
import { compilePattern } from './re2.ts';

export type CompiledSchema =
  /** Says what is wrong with a value; nothing where it is valid. */
  | { readonly check: (value: unknown) => string | undefined }
  | { readonly fault: Omit<SettingsFault, 'path'> };

/**
 * Compiles a schema that a user wrote. The only file that imports the validator, and reached through
 * `import()`. Nothing is fetched, and no keyword takes more than linear time for a hostile reply.
 */
export function compileSchema(schema: Readonly<Record<string, unknown>>): CompiledSchema {
  const draft = draftOf(schema['$schema']);
  if (draft === undefined) {
    return {
      fault: {
        code: 'json-schema-draft',
        message: `The schema is of another draft: ${quoteFound(String(schema['$schema']))}.`,
        allowed: 'draft 2020-12 and draft-07',
        next: 'Leave `$schema` out for draft 2020-12, or write the schema for one of these.',
      },
    };
  }
  if (JSON.stringify(schema).length > largestSchema) {
    return {
      fault: {
        code: 'json-schema-too-large',
        message: 'The schema has more than 256,000 characters.',
        next: 'Check the part of it that matters.',
      },
    };
  }
  try {
    const validate = compile(schema, draft);
    // A schema that refers to itself without going deeper never ends, whatever the value.
    for (const probe of [null, '', 0, true, {}, []]) validate(probe);
    return { check: (value) => (validate(value) ? undefined : firstFault(validate)) };
  } catch (error) {
    return { fault: describeFault(error) };
  }
}

type Draft = '2020-12' | 'draft-07';

const largestSchema = 256_000;

function draftOf(written: unknown): Draft | undefined {
  if (written === undefined) return '2020-12';
  if (typeof written !== 'string') return undefined;
  const uri = written.replace(/^https?:/, '').replace(/#$/, '');
  if (uri === '//json-schema.org/draft/2020-12/schema') return '2020-12';
  return uri === '//json-schema.org/draft-07/schema' ? 'draft-07' : undefined;
}

function compile(schema: Readonly<Record<string, unknown>>, draft: Draft): ValidateFunction {
  const { $schema: _, ...body } = schema;
  // Throws what is wrong; only a draft that is asked for over a network would keep one waiting.
  void checkerOf(draft).validateSchema(body, true);
  // One for each schema, so that what one of them names is unknown to the next.
  return makeAjv(draft, { ...options, validateSchema: false }).compile(body);
}

const checkers = new Map<Draft, Ajv>();

/** What looks whether schemas are schemas compiles the draft's own, large one with the first: it is kept, and told nothing. */
function checkerOf(draft: Draft): Ajv {
  const checker = checkers.get(draft) ?? makeAjv(draft, options);
  checkers.set(draft, checker);
  return checker;
}

function makeAjv(draft: Draft, chosen: Options): Ajv {
  const ajv = draft === '2020-12' ? new Ajv2020(chosen) : new Ajv(chosen);
  // The library compares every pair of items.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (wanted: boolean, items: readonly unknown[]) => !wanted || areUnique(items),
    error: { message: 'must not have duplicate items' },
  });
  for (const annotation of annotations) ajv.addKeyword({ keyword: annotation });
  return ajv;
}

const options: Options = {
  allErrors: false,
  strictSchema: true,
  strictNumbers: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  // As the draft says: `format` describes, it does not assert.
  validateFormats: false,
  logger: false,
  $data: false,
  code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) },
};

/** Keywords of common dialects that only describe. */
const annotations = ['example', 'markdownDescription', 'propertyOrdering', 'xml', 'externalDocs'];

class PatternError extends Error {
  readonly fault: Omit<SettingsFault, 'path'>;

  constructor(fault: Omit<SettingsFault, 'path'>) {
    super(fault.message);
    this.fault = fault;
  }
}

/** The validator takes patterns with the same `toString` for one and the same. */
function linearPattern(pattern: string): {
  test: (text: string) => boolean;
  toString: () => string;
} {
  const compiled = compilePattern(pattern, '');
  if ('fault' in compiled) throw new PatternError(compiled.fault);
  return { test: compiled.test, toString: () => pattern };
}

function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of items) seen.add(canonical(item));
  return seen.size === items.length;
}

/** Equal values give equal texts: keys are sorted. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

function firstFault(validate: ValidateFunction): string {
  const fault = validate.errors?.[0];
  const message = fault?.message ?? 'is not valid';
  const place = fault?.instancePath ?? '';
  return place === '' ? `the value ${message}` : `${quoteFound(place)} ${message}`;
}

function describeFault(error: unknown): Omit<SettingsFault, 'path'> {
  if (error instanceof PatternError) return error.fault;
  if (error instanceof RangeError) {
    return {
      code: 'json-schema-loops',
      message: 'The schema refers to itself without an end, or nests too deeply.',
      next: 'Let each `$ref` to an outer schema stand below a property or item.',
    };
  }
  if (error instanceof Error && 'missingRef' in error)
    return missingReference(String(error.missingRef));
  return {
    code: 'json-schema-invalid',
    message: `The schema is not valid: ${faultText(error)}.`,
    next: 'Correct the schema.',
  };
}

function missingReference(reference: string): Omit<SettingsFault, 'path'> {
  if (reference.startsWith('#')) {
    return {
      code: 'json-schema-invalid',
      message: `The schema refers to ${quoteFound(reference)}, which it does not have.`,
      next: 'Correct the `$ref`.',
    };
  }
  return {
    code: 'json-schema-remote-ref',
    message: `The schema refers to another document, ${quoteFound(reference)}; nothing is fetched.`,
    allowed: 'references inside the schema: `#/$defs/name`',
    next: 'Copy the part into `$defs` and refer to that.',
  };
}
