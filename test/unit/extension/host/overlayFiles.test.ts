import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { FileError, type Files } from '#core/ports.ts';
import { overlayFiles } from '#extension/host/overlayFiles.ts';
import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeClock } from '#support/fakeClock.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const disk = nodeFiles(nodeClock);

function over(texts: Readonly<Record<string, string>>, clock = new FakeClock()): Files {
  return overlayFiles(disk, (path) => texts[path], clock);
}

async function whole(files: Files, path: string, signal?: AbortSignal): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of files.stream(path, signal)) pieces.push(Buffer.from(piece).toString());
  return pieces;
}

async function text(files: Files, path: string): Promise<string> {
  return Buffer.from(await files.read(path, 1000)).toString();
}

describe('files over the editor', () => {
  it('read what is unsaved from the editor, and everything else from the disk', async () => {
    await using folder = await temporaryFolder();
    const [open, closed] = [join(folder.path, 'open.yml'), join(folder.path, 'closed.yml')];
    await writeFile(open, 'saved');
    await writeFile(closed, 'closed');
    const files = over({ [open]: 'unsaved é' });
    assert.equal(await text(files, open), 'unsaved é');
    assert.deepEqual(await whole(files, open), ['unsaved é']);
    assert.equal((await files.stat(open))?.bytes, 10);
    assert.equal(await text(files, closed), 'closed');
    assert.deepEqual(await whole(files, closed), ['closed']);
    assert.equal((await files.stat(closed))?.bytes, 6);
    assert.equal(await files.stat(join(folder.path, 'none')), undefined);
    assert.deepEqual(await files.list(folder.path), ['closed.yml', 'open.yml']);
  });

  it('find a document by the path without links when they are asked by another', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'real'));
    await symlink(join(folder.path, 'real'), join(folder.path, 'link'));
    const real = join(folder.path, 'real', 'a.yml');
    await writeFile(real, 'saved');
    const files = over({ [real]: 'unsaved' });
    const linked = join(folder.path, 'link', 'a.yml');
    assert.equal(await text(files, linked), 'unsaved');
    assert.deepEqual(await whole(files, linked), ['unsaved']);
    assert.equal((await files.stat(linked))?.bytes, 7);
  });

  it('hold a text to the same limit as a file', async () => {
    const files = over({ '/x/a.yml': 'é'.repeat(500) });
    assert.equal((await files.read('/x/a.yml', 1000)).byteLength, 1000);
    await assert.rejects(
      files.read('/x/a.yml', 999),
      (error) => error instanceof FileError && error.code === 'too-large',
    );
  });

  it('give a document whose file is gone from the disk', async () => {
    await using folder = await temporaryFolder();
    const gone = join(folder.path, 'gone.yml');
    const files = over({ [gone]: 'still here' });
    assert.equal(await text(files, gone), 'still here');
    assert.equal((await files.stat(gone))?.kind, 'file');
  });

  it('say that a text is newer when it changed, and only then', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a.yml');
    await writeFile(path, 'saved');
    const clock = new FakeClock();
    const texts: Record<string, string> = { [path]: 'one' };
    const files = over(texts, clock);
    const first = await files.stat(path);
    await clock.advance(1000);
    assert.deepEqual(await files.stat(path), first);
    texts[path] = 'two';
    assert.equal((await files.stat(path))?.modifiedMs, (first?.modifiedMs ?? 0) + 1000);
    delete texts[path];
    assert.deepEqual(await files.stat(path), await disk.stat(path));
  });

  it('never let an editor change what Assay wrote', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, '.assay', 'runs'), { recursive: true });
    const journal = join(folder.path, '.assay', 'runs', 'journal.jsonl');
    await writeFile(journal, 'recorded');
    await symlink(journal, join(folder.path, 'link.jsonl'));
    const files = over({ [journal]: 'forged' });
    assert.equal(await text(files, journal), 'recorded');
    assert.deepEqual(await whole(files, journal), ['recorded']);
    assert.equal((await files.stat(journal))?.bytes, 8);
    assert.equal(await text(files, join(folder.path, 'link.jsonl')), 'recorded');
  });

  it('stream a large text in pieces, and stop where they are told to', async () => {
    const large = 'x'.repeat(200_000);
    const files = over({ '/x/a.jsonl': large, '/x/empty': '' });
    const pieces = await whole(files, '/x/a.jsonl');
    assert.deepEqual(
      pieces.map(({ length }) => length),
      [65_536, 65_536, 65_536, 3392],
    );
    assert.deepEqual(await whole(files, '/x/empty'), []);
    await assert.rejects(
      whole(files, '/x/a.jsonl', AbortSignal.abort()),
      (error) => error instanceof FileError && error.code === 'io',
    );
  });
});
