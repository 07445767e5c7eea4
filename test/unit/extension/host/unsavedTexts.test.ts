import { unsavedTexts, type OpenDocument } from '#extension/host/unsavedTexts.ts';
import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '#support/temporaryFolder.ts';

function open(fsPath: string, over: Partial<OpenDocument> & { readonly scheme?: string } = {}) {
  const { scheme = 'file', ...rest } = over;
  return { uri: { scheme, fsPath }, isDirty: true, getText: () => `text of ${fsPath}`, ...rest };
}

describe('unsaved texts', () => {
  it('are those of documents that are changed files', () => {
    const texts = unsavedTexts(() => [
      open('/x/a.yml'),
      open('/x/saved.yml', { isDirty: false }),
      open('/x/diff.yml', { scheme: 'git' }),
    ]);
    assert.equal(texts('/x/a.yml'), 'text of /x/a.yml');
    assert.equal(texts('/x/saved.yml'), undefined);
    assert.equal(texts('/x/diff.yml'), undefined);
    assert.equal(texts('/x/other.yml'), undefined);
  });

  it('are found by the path without links, also when the file is gone', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'real'));
    await symlink(join(folder.path, 'real'), join(folder.path, 'link'));
    const real = join(folder.path, 'real', 'a.yml');
    await writeFile(real, 'saved');
    const linked = join(folder.path, 'link', 'a.yml');
    const documents = [open(linked)];
    assert.equal(unsavedTexts(() => documents)(real), `text of ${linked}`);
    await rm(real);
    assert.equal(unsavedTexts(() => documents)(real), `text of ${linked}`);
  });

  it('are as the editor has them now', () => {
    let documents: OpenDocument[] = [open('/x/a.yml')];
    const texts = unsavedTexts(() => documents);
    assert.equal(texts('/x/a.yml'), 'text of /x/a.yml');
    documents = [];
    assert.equal(texts('/x/a.yml'), undefined);
  });
});
