import { pypiFolder } from './pypiFolder.ts';

/** The folder with `github-workflows.json` and others: what CI systems publish for their files. Throws where pip cannot get it. */
export function ciSchemas(): string {
  return pypiFolder({
    name: 'check-jsonschema',
    version: '0.39.0',
    folder: 'check_jsonschema/builtin_schemas/vendor',
    kept: 'ci-schemas',
  });
}

/** The folder with `job-batch-v1.json` and others: the interface of Kubernetes, with nothing allowed beside it. */
export function kubernetesSchemas(): string {
  return pypiFolder({
    name: 'kubernetes-validate',
    version: '1.37.0',
    folder: 'kubernetes_validate/kubernetes-json-schema/v1.33.0-local-strict',
    kept: 'kubernetes-schemas',
  });
}
