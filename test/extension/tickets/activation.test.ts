import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import { eventually } from '../eventually.ts';
import { providerLog, scriptProvider } from '../provider.ts';

describe('activation', () => {
  beforeEach(() => scriptProvider({}));

  it('comes by itself where the workspace holds a prompt', async () => {
    const assay = extensions.getExtension('assay.assay');
    assert.ok(assay !== undefined, 'VS Code does not know the extension.');
    await eventually('the extension is active', () => assay.isActive);
  });

  it('asks no model', async () => {
    await extensions.getExtension('assay.assay')?.activate();
    assert.equal((await providerLog()).count, 0);
  });
});
