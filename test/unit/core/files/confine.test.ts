import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { confine } from '#core/files/confine.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);

/** A workspace `ws` with a sibling `ws-evil`, each with a file. */
async function workspace(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (const name of ['ws', 'ws-evil']) {
    await mkdir(join(folder.path, name, 'data'), { recursive: true });
    await writeFile(join(folder.path, name, 'data/a.csv'), 'a\n1\n');
  }
  return folder;
}

async function codeOf(root: string, written: string, folder?: string): Promise<string> {
  const confined = await confine(files, root, written, folder);
  return 'refusal' in confined ? confined.refusal.code : 'inside';
}

const refusedByText: readonly (readonly [string, string])[] = [
  ['', 'path-not-portable'],
  ['  ', 'path-not-portable'],
  ['a\u0000.csv', 'path-not-portable'],
  ['a\n.csv', 'path-not-portable'],
  ['a\u{202e}vsc.exe', 'path-not-portable'],
  ['/etc/passwd', 'path-absolute'],
  ['//server/share/x', 'path-absolute'],
  ['\\\\server\\share\\x', 'path-absolute'],
  ['\\\\?\\C:\\x', 'path-absolute'],
  ['C:\\x', 'path-absolute'],
  ['C:x', 'path-absolute'],
  ['c:/x', 'path-absolute'],
  ['~', 'path-absolute'],
  ['~/x', 'path-absolute'],
  ['~root/x', 'path-absolute'],
  ['file:///etc/passwd', 'path-remote'],
  ['FILE:x', 'path-remote'],
  ['http://x.example/a.csv', 'path-remote'],
  ['https://x.example/a.csv', 'path-remote'],
  ['data:text/csv,a', 'path-remote'],
  ['vscode-remote://x/a', 'path-remote'],
  ['..\\x', 'path-not-portable'],
  ['data\\a.csv', 'path-not-portable'],
  ['a.b_c:stream', 'path-not-portable'],
  ['a.csv:$DATA', 'path-not-portable'],
  ['%2e%2e/x', 'path-not-portable'],
  ['..%2fx', 'path-not-portable'],
  ['%2E%2E%5Cx', 'path-not-portable'],
  ['a.csv.', 'path-not-portable'],
  ['a.csv ', 'path-not-portable'],
  ['.../x', 'path-not-portable'],
  ['data./a.csv', 'path-not-portable'],
  ['nul', 'path-not-portable'],
  ['data/CON.csv', 'path-not-portable'],
  ['a*.csv', 'path-not-portable'],
];

const refusedByPlace: readonly (readonly [string, string])[] = [
  ['..', 'path-outside'],
  ['../x', 'path-outside'],
  ['data/../../x', 'path-outside'],
  ['data/../../ws-evil/data/a.csv', 'path-outside'],
  ['../ws-evil/data/a.csv', 'path-outside'],
  ['./././../x', 'path-outside'],
];

describe('confine', () => {
  for (const [written, code] of [...refusedByText, ...refusedByPlace]) {
    it(`refuses ${JSON.stringify(written)}`, async () => {
      await using folder = await workspace();
      assert.equal(await codeOf(join(folder.path, 'ws'), written), code);
    });
  }

  it('lets through what stays inside, also what does not exist yet', async () => {
    await using folder = await workspace();
    const root = join(folder.path, 'ws');
    const inside = [
      ['data/a.csv', 'data/a.csv'],
      ['./data//a.csv', 'data/a.csv'],
      ['data/../data/a.csv', 'data/a.csv'],
      ['..data', '..data'],
      ['new/folder/é 100%.csv', 'new/folder/é 100%.csv'],
      ['.', ''],
    ] as const;
    for (const [written, path] of inside)
      assert.deepEqual(await confine(files, root, written), { path: join(root, path) });
  });

  it('counts from the folder of the file that names it', async () => {
    await using folder = await workspace();
    const root = join(folder.path, 'ws');
    const prompts = join(root, 'prompts/deep');
    assert.equal(await codeOf(root, '../../data/a.csv', prompts), 'inside');
    assert.equal(await codeOf(root, '../../../data/a.csv', prompts), 'path-outside');
  });

  it('follows links that stay inside, and refuses those that leave, at any place of the path', async () => {
    await using folder = await workspace();
    const root = join(folder.path, 'ws');
    await symlink(join(root, 'data'), join(root, 'inner'));
    await symlink(join(folder.path, 'ws-evil'), join(root, 'outer'));
    await symlink('../ws-evil/data/a.csv', join(root, 'file.csv'));
    assert.deepEqual(await confine(files, root, 'inner/a.csv'), {
      path: join(root, 'data/a.csv'),
    });
    assert.equal(await codeOf(root, 'outer/data/a.csv'), 'path-link-outside');
    assert.equal(await codeOf(root, 'outer/none.csv'), 'path-link-outside');
    assert.equal(await codeOf(root, 'file.csv'), 'path-link-outside');
  });

  it('tells links that lead in a circle', async () => {
    await using folder = await workspace();
    const root = join(folder.path, 'ws');
    await symlink('b', join(root, 'a'));
    await symlink('a', join(root, 'b'));
    assert.equal(await codeOf(root, 'a'), 'file-io');
  });

  it('accepts a root that is a link itself, with folders named either way', async () => {
    await using folder = await workspace();
    const root = join(folder.path, 'ws');
    const link = join(folder.path, 'link');
    await symlink(root, link);
    assert.deepEqual(await confine(files, link, 'data/a.csv'), { path: join(root, 'data/a.csv') });
    assert.equal(await codeOf(link, '../data/a.csv', join(root, 'prompts')), 'inside');
    assert.equal(await codeOf(link, `../${basename(link)}-evil/x`), 'path-outside');
  });

  it('shows no control sequence of the path in its message, and says what to do', async () => {
    const confined = await confine(files, '/', 'a\u001b[31m\u{202e}.csv');
    assert.deepEqual(confined, {
      refusal: {
        code: 'path-not-portable',
        message: 'The path "a\\u001b[31m\\u{202e}.csv" has invisible or control characters.',
        allowed: 'relative paths with forward slashes, such as ../data/cases.jsonl',
        next: 'Remove them.',
      },
    });
  });
});
