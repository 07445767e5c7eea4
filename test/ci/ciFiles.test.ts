import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Language, Parser } from 'web-tree-sitter';
import { parseAllDocuments } from 'yaml';
import { ciSchemas } from './ciSchemas.ts';
import type { CiPlan } from '#cli/ci/ciSystem.ts';
import { ciSystems } from '#cli/ci/ciSystems.ts';

const atRoot: CiPlan = {
  mainBranch: 'main',
  folder: '.',
  keys: ['OPENAI_API_KEY'],
  shards: 1,
  comment: false,
};
const inFolder: CiPlan = {
  ...atRoot,
  mainBranch: 'trunk',
  folder: 'apps/prompts',
  keys: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
};

const plans: Readonly<Record<string, CiPlan>> = {
  'a project at the root': atRoot,
  'a project in a folder, with two keys': inFolder,
  'models that need no key': { ...atRoot, keys: [] },
  'a comment': { ...atRoot, comment: true },
  'four machines': { ...atRoot, shards: 4 },
  'four machines and no key': { ...atRoot, keys: [], shards: 4 },
  'two machines, a folder and a comment': { ...inFolder, shards: 2, comment: true },
};

/** The schema that the makers of each system publish. */
const schemaOf: Readonly<Record<string, string>> = {
  github: 'github-workflows.json',
  gitlab: 'gitlab-ci.json',
  circleci: 'circle-ci.json',
  azure: 'azure-pipelines.json',
  bamboo: 'bamboo-spec.json',
};

describe('files for CI', () => {
  const folder = ciSchemas();
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
  for (const system of ciSystems) {
    for (const [name, plan] of Object.entries(plans)) {
      it(`of ${system.title} are what the system reads: ${name}`, async () => {
        const files = Object.entries(system.files(plan));
        assert.equal(files.length, 1);
        for (const [path, text] of files) {
          const schema = schemaOf[system.kind];
          if (schema === undefined) assert.equal(await groovyFault(text), undefined);
          else assert.deepEqual(faults(ajv, join(folder, schema), text), [], path);
        }
      });
    }
  }

  it('have an action in this repository that GitHub reads', () => {
    const path = join(import.meta.dirname, '..', '..', 'action.yml');
    assert.deepEqual(
      faults(ajv, join(folder, 'github-actions.json'), readFileSync(path, 'utf8')),
      [],
    );
  });

  it('are refused where they are not', async () => {
    const wrong = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    step: []\n';
    assert.notDeepEqual(faults(ajv, join(folder, 'github-workflows.json'), wrong), []);
    assert.notEqual(await groovyFault('pipeline { stages { '), undefined);
  });
});

function faults(ajv: Ajv, path: string, text: string): readonly string[] {
  if (ajv.getSchema(path) === undefined) ajv.addSchema(withoutId(path), path);
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) return document.errors.map(({ message }) => message);
    if (ajv.validate(path, document.toJS())) return [];
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  });
}

function withoutId(path: string): object {
  const { $schema: _dialect, ...schema }: Record<string, unknown> = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return schema;
}

/** Where a text is no Groovy. */
async function groovyFault(text: string): Promise<string | undefined> {
  await Parser.init();
  const wasm = createRequire(import.meta.url).resolve('tree-sitter-groovy/tree-sitter-groovy.wasm');
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm));
  const tree = parser.parse(text);
  return tree === null || tree.rootNode.hasError ? `no Groovy: ${text.slice(0, 80)}` : undefined;
}
