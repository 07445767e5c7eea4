import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';
import { kubernetesFiles, type KubernetesPlan } from '#cli/ci/kubernetes.ts';
import { kubernetesSchemas } from './ciSchemas.ts';

const plan: KubernetesPlan = {
  image: 'registry.example.com/prompts:1.2',
  keys: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
  shards: 4,
  secret: 'assay-keys',
};

const schemaOf: Readonly<Record<string, string>> = {
  Job: 'job-batch-v1.json',
  PersistentVolumeClaim: 'persistentvolumeclaim-v1.json',
};

describe('files for Kubernetes', () => {
  const folder = kubernetesSchemas();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const base = 'https://kubernetes.invalid';
  for (const [path, file] of [
    ['/api/_definitions.json', '_definitions.json'],
    ...Object.values(schemaOf).map((one) => [`/${one}`, one] as const),
  ] as const) {
    const schema: object = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    ajv.addSchema({ ...schema, $id: `${base}${path}` });
  }

  const faults = (text: string): readonly string[] =>
    parseAllDocuments(text).flatMap((document) => {
      const value = document.toJS() as { readonly kind: string };
      const isSound = ajv.validate(`${base}/${schemaOf[value.kind] ?? 'none'}`, value);
      const errors = isSound ? [] : (ajv.errors ?? []);
      return [
        ...document.errors.map(({ message }) => message),
        ...errors.map(({ instancePath, message }) => `${instancePath} ${message}`),
      ];
    });

  for (const [name, one] of Object.entries({
    'a project with keys': plan,
    'models that need no key': { ...plan, keys: [], storageClass: 'shared' },
  })) {
    it(`are what its interface takes: ${name}`, () => {
      for (const [path, text] of Object.entries(kubernetesFiles(one))) {
        assert.deepEqual(faults(text), [], path);
      }
    });
  }

  it('are refused where they are not', () => {
    const [text = ''] = Object.values(kubernetesFiles(plan));
    assert.notDeepEqual(faults(text.replace('completionMode', 'completionsMode')), []);
  });
});
