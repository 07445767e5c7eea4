import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../vscode/fixture.ts';
import { shareVSCode } from './openVSCode.ts';

describe('the packed extension', () => {
  const window = shareVSCode(async () => {
    const pack = join(repository, 'tools/package.mts');
    const { stdout } = await promisify(execFile)(process.execPath, [pack], { cwd: repository });
    return { workspace: 'empty', vsix: stdout.trim() };
  });

  it('installs, writes its sample and runs a case of it', async () => {
    const { workbench, provider } = window();
    await workbench.runCommand('Assay: Create Sample');
    await workbench.clickLens('Run case');
    await workbench.codeLens('2 of 4 passed').waitFor();
    assert.equal(provider.log().count, 0);
    await workbench.screenshot('vsix');
  });
});
