import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { nodeFs } from '#core/adapters/nodeFs.ts';
import { FileError, type Files } from '#core/ports.ts';
import { failingFs, systemError } from '#support/failingFs.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'fine';
  } catch (error) {
    assert.ok(error instanceof FileError);
    return error.code;
  }
}

async function readAll(source: Files, path: string): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.stream(path)) pieces.push(piece);
  return pieces;
}

describe('nodeFiles', () => {
  describe('reading', () => {
    it('gives all bytes of a file, empty ones and large ones', async () => {
      await using folder = await temporaryFolder();
      for (const size of [0, 1, 511, 512, 65_536, 200_001]) {
        const path = join(folder.path, `f${String(size)}`);
        const bytes = Buffer.alloc(size, 'abcdefg');
        await writeFile(path, bytes);
        assert.ok(bytes.equals(await files.read(path, size)));
        const pieces = await readAll(files, path);
        assert.ok(bytes.equals(Buffer.concat(pieces)));
        assert.ok(pieces.every((piece) => piece.byteLength <= 65_536));
      }
    });

    it('refuses one byte more than allowed', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, 'x'.repeat(1_001));
      assert.equal(await codeOf(() => files.read(path, 1_001)), 'fine');
      assert.equal(await codeOf(() => files.read(path, 1_000)), 'too-large');
    });

    it('gives a part of a file, and less where the file ends before', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, '0123456789');
      const part = async (from: number, bytes: number): Promise<string> =>
        Buffer.from(await files.readPart(path, { from, bytes })).toString();
      assert.equal(await part(2, 3), '234');
      assert.equal(await part(8, 100), '89');
      assert.equal(await part(50, 3), '');
      assert.equal(
        await codeOf(() => files.readPart(folder.path, { from: 0, bytes: 1 })),
        'not-a-file',
      );
    });

    it('holds the limit against a file that is larger than it says', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, 'x'.repeat(5_000));
      const lying = failingFs({
        async open(name, flags) {
          const handle = await nodeFs.open(name, flags);
          const found = await handle.stat();
          found.size = 10;
          handle.stat = () => Promise.resolve(found) as never;
          return handle;
        },
      });
      assert.equal(await codeOf(() => nodeFiles(nodeClock, lying).read(path, 4_999)), 'too-large');
      const whole = await nodeFiles(nodeClock, lying).read(path, 5_000);
      assert.equal(whole.byteLength, 5_000);
    });

    it('refuses pipes, sockets, devices, folders and /proc within a second', async () => {
      await using folder = await temporaryFolder();
      const pipe = join(folder.path, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const socket = join(folder.path, 'socket');
      await using server = createServer();
      await new Promise<void>((resolve) => {
        server.listen(socket, resolve);
      });
      await symlink('/dev/zero', join(folder.path, 'zero'));
      const start = performance.now();
      for (const path of [
        pipe,
        socket,
        '/dev/zero',
        '/dev/null',
        join(folder.path, 'zero'),
        folder.path,
        '/proc/self/environ',
      ]) {
        assert.equal(await codeOf(() => files.read(path, 100)), 'not-a-file', path);
        assert.equal(await codeOf(() => readAll(files, path)), 'not-a-file', path);
      }
      assert.ok(performance.now() - start < 1_000);
    });

    it('says which file is missing and what to do', async () => {
      await assert.rejects(() => files.read('/none/x.csv', 10), {
        name: 'FileError',
        code: 'missing',
        path: '/none/x.csv',
        message:
          'Cannot read /none/x.csv: there is no such file or folder. Check the spelling of the path.',
      });
    });

    it('translates every error of the system', async () => {
      const expected = {
        ENOENT: 'missing',
        ENOTDIR: 'missing',
        EACCES: 'no-access',
        EPERM: 'no-access',
        EISDIR: 'not-a-file',
        ENXIO: 'not-a-file',
        ENOSPC: 'no-space',
        EDQUOT: 'no-space',
        EROFS: 'read-only',
        EFBIG: 'too-large',
        EMFILE: 'io',
        ELOOP: 'io',
        ENAMETOOLONG: 'io',
        EIO: 'io',
      };
      for (const [errno, code] of Object.entries(expected)) {
        const fs = failingFs({ open: () => Promise.reject(systemError(errno)) });
        assert.equal(await codeOf(() => nodeFiles(nodeClock, fs).read('/x', 1)), code, errno);
      }
    });

    it('closes the file when the reader stops early or is told to', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, Buffer.alloc(300_000));
      let open = 0;
      const counting = failingFs({
        async open(name, flags) {
          const handle = await nodeFs.open(name, flags);
          open += 1;
          const close = handle.close.bind(handle);
          handle.close = () => {
            open -= 1;
            return close();
          };
          return handle;
        },
      });
      const counted = nodeFiles(nodeClock, counting);
      for await (const piece of counted.stream(path)) {
        assert.equal(piece.byteLength, 65_536);
        assert.equal(open, 1);
        break;
      }
      assert.equal(open, 0);
      const controller = new AbortController();
      let pieces = 0;
      await assert.rejects(
        async () => {
          for await (const piece of counted.stream(path, controller.signal)) {
            pieces += piece.byteLength > 0 ? 1 : 0;
            controller.abort();
          }
        },
        { name: 'FileError' },
      );
      assert.equal(pieces, 1);
      assert.equal(open, 0);
    });
  });

  describe('looking', () => {
    it('tells files, folders and others, following links, and nothing where nothing is', async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, 'abc');
      await utimes(path, 1_000, 1_000);
      await symlink('f', join(folder.path, 'link'));
      await symlink('none', join(folder.path, 'dangling'));
      assert.deepEqual(await files.stat(join(folder.path, 'link')), {
        kind: 'file',
        bytes: 3,
        modifiedMs: 1_000_000,
      });
      assert.equal((await files.stat(folder.path))?.kind, 'folder');
      assert.equal((await files.stat('/dev/null'))?.kind, 'other');
      assert.equal(await files.stat(join(folder.path, 'none')), undefined);
      assert.equal(await files.stat(join(path, 'below')), undefined);
      assert.equal(await files.stat(join(folder.path, 'dangling')), undefined);
    });

    it('lists names in order, and nothing where no folder is', async () => {
      await using folder = await temporaryFolder();
      for (const name of ['b', 'a', 'C']) await writeFile(join(folder.path, name), '');
      assert.deepEqual(await files.list(folder.path), ['C', 'a', 'b']);
      assert.deepEqual(await files.list(join(folder.path, 'none')), []);
      assert.equal(await codeOf(() => files.list(join(folder.path, 'a'))), 'missing');
    });

    it('resolves links', async () => {
      await using folder = await temporaryFolder();
      await writeFile(join(folder.path, 'f'), '');
      await symlink('f', join(folder.path, 'link'));
      assert.equal(await files.realPath(join(folder.path, 'link')), join(folder.path, 'f'));
      assert.equal(await codeOf(() => files.realPath(join(folder.path, 'none'))), 'missing');
    });
  });

  describe('changing', () => {
    it('makes folders in folders, also where they are, and removes what there is', async () => {
      await using folder = await temporaryFolder();
      const deep = join(folder.path, 'a/b/c');
      await files.makeFolder(deep);
      await files.makeFolder(deep);
      await writeFile(join(deep, 'f'), '');
      await files.remove(join(folder.path, 'a'));
      await files.remove(join(folder.path, 'a'));
      assert.deepEqual(await files.list(folder.path), []);
    });

    it('removes a link and leaves what it leads to', async () => {
      await using folder = await temporaryFolder();
      await mkdir(join(folder.path, 'kept'));
      await writeFile(join(folder.path, 'kept/f'), 'x');
      await symlink('kept', join(folder.path, 'link'));
      await files.remove(join(folder.path, 'link'));
      assert.equal(await readFile(join(folder.path, 'kept/f'), 'utf8'), 'x');
    });
  });
});
