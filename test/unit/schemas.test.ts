import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

const tool = '../../tools/schemas.mts';
const { makeSchemas } = (await import(tool)) as { makeSchemas: () => Map<string, string> };

function validates(schema: string, file: string): boolean {
  const ajv = new Ajv({ allowUnionTypes: true });
  formats.default(ajv);
  const check = ajv.compile(JSON.parse(readFileSync(`schemas/${schema}.schema.json`, 'utf8')));
  return check(parse(readFileSync(`test/fixtures/${file}`, 'utf8')));
}

describe('the schemas', () => {
  for (const [path, text] of makeSchemas()) {
    it(`${path} is what the reader's shape gives; otherwise run tools/schemas.mts`, () => {
      assert.equal(readFileSync(path, 'utf8'), text);
      const { $schema, title, description } = JSON.parse(text) as Record<string, unknown>;
      assert.equal($schema, 'http://json-schema.org/draft-07/schema#');
      assert.ok(typeof title === 'string' && typeof description === 'string');
    });
  }

  for (const [schema, good, bad] of [
    ['catalogue', 'files/catalogue/assay.models.yml', 'broken/catalogue/mistakes.models.yml'],
    ['suite', 'files/suite/assay.yml', 'broken/suite/mistakes.yml'],
    ['prompt', 'files/prompts/triage.prompt.yml', 'broken/prompts/types.prompt.yml'],
  ] as const) {
    it(`of a ${schema} takes a good file and refuses a bad one`, () => {
      assert.equal(validates(schema, good), true);
      assert.equal(validates(schema, bad), false);
    });
  }
});
