import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { kubernetesFiles } from '#cli/ci/kubernetes.ts';

const files = kubernetesFiles({
  image: "registry.example.com/it's:1",
  keys: ['OPENAI_API_KEY'],
  shards: 3,
  secret: 'assay-keys',
});
const [claim, parts, merge] = Object.values(files)
  .flatMap((text) => parseAllDocuments(text))
  .map((document) => document.toJS());

describe('files for Kubernetes', () => {
  it('are a claim and a Job with an index for each part, and a Job that joins them', () => {
    assert.deepEqual(Object.keys(files), [
      'kubernetes/assay-parts.yml',
      'kubernetes/assay-merge.yml',
    ]);
    assert.deepEqual(claim.spec.accessModes, ['ReadWriteMany']);
    const { completionMode, completions, parallelism, backoffLimitPerIndex } = parts.spec;
    assert.deepEqual(
      [completionMode, completions, parallelism, backoffLimitPerIndex],
      ['Indexed', 3, 3, 2],
    );
    assert.equal(merge.spec.backoffLimit, 0);
  });

  it('take keys from a Secret, and show them to nobody but the parts', () => {
    const [part] = parts.spec.template.spec.containers;
    assert.deepEqual(
      part.env.filter(({ name }: { name: string }) => name === 'OPENAI_API_KEY'),
      [
        {
          name: 'OPENAI_API_KEY',
          valueFrom: { secretKeyRef: { name: 'assay-keys', key: 'OPENAI_API_KEY' } },
        },
      ],
    );
    assert.ok(!JSON.stringify(merge).includes('OPENAI_API_KEY'));
  });

  it('run without rights: no root, nothing writable but their volumes, no token of the cluster', () => {
    for (const job of [parts, merge]) {
      const { spec } = job.spec.template;
      const [{ securityContext, resources, image }] = spec.containers;
      assert.equal(image, "registry.example.com/it's:1");
      assert.equal(spec.automountServiceAccountToken, false);
      assert.equal(spec.securityContext.runAsNonRoot, true);
      assert.deepEqual(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      assert.deepEqual(Object.keys(resources.limits), ['cpu', 'memory', 'ephemeral-storage']);
    }
  });
});
