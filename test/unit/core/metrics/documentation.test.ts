import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const tool = '../../../../tools/metricsDoc.mts';
const { metricsPage } = (await import(tool)) as { metricsPage: () => string };

describe('docs/metrics.md', () => {
  it('is what the metrics say of themselves; `node tools/metricsDoc.mts` writes it', async () => {
    assert.equal(await readFile('docs/metrics.md', 'utf8'), metricsPage());
  });
});
