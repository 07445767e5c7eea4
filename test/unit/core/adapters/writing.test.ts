import assert from 'node:assert/strict';
import { readFile, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { nodeFs } from '#core/adapters/nodeFs.ts';
import { failingFs, failingHandles, systemError } from '#support/failingFs.ts';
import { FakeClock } from '#support/fakeClock.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const files = nodeFiles(nodeClock);

describe('writeAtomic', () => {
  it('makes the folder, writes, replaces, and leaves nothing else', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a/b.json');
    await files.writeAtomic(path, 'é 1');
    await files.writeAtomic(path, 'é 2');
    assert.equal(await readFile(path, 'utf8'), 'é 2');
    assert.deepEqual(await readdir(join(folder.path, 'a')), ['b.json']);
    assert.equal((await stat(path)).mode & 0o777, 0o644);
  });

  for (const [method, errno, code] of [
    ['writeFile', 'ENOSPC', 'no-space'],
    ['writeFile', 'EDQUOT', 'no-space'],
    ['sync', 'EIO', 'io'],
  ] as const) {
    it(`keeps the old file when ${method} fails with ${errno}`, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await files.writeAtomic(path, 'old');
      const failing = nodeFiles(nodeClock, failingHandles(method, errno));
      await assert.rejects(() => failing.writeAtomic(path, 'new'), { name: 'FileError', code });
      assert.equal(await readFile(path, 'utf8'), 'old');
      assert.deepEqual(await readdir(folder.path), ['f']);
    });
  }

  it('tells a read-only disk', async () => {
    await using folder = await temporaryFolder();
    const failing = nodeFiles(
      nodeClock,
      failingFs({ open: () => Promise.reject(systemError('EROFS')) }),
    );
    await assert.rejects(() => failing.writeAtomic(join(folder.path, 'f'), 'x'), {
      code: 'read-only',
    });
  });

  for (const errno of ['EPERM', 'EACCES', 'EBUSY']) {
    it(`tries a rename again for as long as ${errno} lasts three seconds`, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      const clock = new FakeClock();
      let tries = 0;
      const blocked = failingFs({
        rename(from, to) {
          tries += 1;
          if (clock.monotonic() < 3_000) return Promise.reject(systemError(errno));
          return nodeFs.rename(from, to);
        },
      });
      const written = nodeFiles(clock, blocked).writeAtomic(path, 'new');
      await passTime(clock, written);
      await written;
      assert.equal(await readFile(path, 'utf8'), 'new');
      assert.ok(tries > 5 && tries < 20, String(tries));
      assert.ok(clock.monotonic() <= 4_000);
    });
  }

  it('gives a rename up after four seconds and removes its own file', async () => {
    await using folder = await temporaryFolder();
    const clock = new FakeClock();
    const blocked = failingFs({ rename: () => Promise.reject(systemError('EPERM')) });
    const written = nodeFiles(clock, blocked).writeAtomic(join(folder.path, 'f'), 'new');
    const rejected = assert.rejects(written, { code: 'no-access' });
    await passTime(clock, rejected);
    await rejected;
    assert.deepEqual(await readdir(folder.path), []);
    assert.equal(clock.pendingTimers, 0);
  });

  it('does not wait where waiting cannot help', async () => {
    await using folder = await temporaryFolder();
    const failing = failingFs({ rename: () => Promise.reject(systemError('EIO')) });
    const written = nodeFiles(new FakeClock(), failing).writeAtomic(join(folder.path, 'f'), 'x');
    await assert.rejects(written, { code: 'io' });
  });

  it('writes beside a left-over of its own name', async () => {
    await using folder = await temporaryFolder();
    const own = join(folder.path, `.f.${String(process.pid)}-1.tmp`);
    await writeFile(own, 'left over');
    await files.writeAtomic(join(folder.path, 'f'), 'x');
    assert.equal(await readFile(join(folder.path, 'f'), 'utf8'), 'x');
    assert.equal(await readFile(own, 'utf8'), 'left over');
  });

  it('sweeps left-overs of dead processes that are older than an hour, and no other file', async () => {
    await using folder = await temporaryFolder();
    const gone = 2 ** 22 + 1;
    const old = new Date(Date.now() - 2 * 3_600_000);
    const names = [
      `.f.${String(gone)}-1.tmp`,
      `.g.${String(gone)}-1.tmp`,
      `.f.${String(process.pid)}-7.tmp`,
      'notes.tmp',
    ];
    for (const name of names) {
      await writeFile(join(folder.path, name), '');
      if (!name.startsWith('.g')) await utimes(join(folder.path, name), old, old);
    }
    await files.writeAtomic(join(folder.path, 'f'), 'x');
    assert.deepEqual((await readdir(folder.path)).toSorted(), [...names.slice(1), 'f'].toSorted());
  });

  it('replaces a link instead of writing through it', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'outside'), 'old');
    await symlink('outside', join(folder.path, 'link'));
    await files.writeAtomic(join(folder.path, 'link'), 'new');
    assert.equal(await readFile(join(folder.path, 'outside'), 'utf8'), 'old');
    assert.equal(await readFile(join(folder.path, 'link'), 'utf8'), 'new');
  });
});

/** Moves the clock on until the promise settles; real disk work happens in between. */
async function passTime(clock: FakeClock, settles: Promise<unknown>): Promise<void> {
  const state = { settled: false };
  const note = (): void => {
    state.settled = true;
  };
  settles.then(note, note);
  while (!state.settled) {
    if (clock.pendingTimers > 0) await clock.advance(10);
    else
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
  }
}

describe('openAppend', () => {
  it('makes folder and file, appends, and goes on where the file ends', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'runs/journal.jsonl');
    for (const text of ['one\n', 'zwei é\n']) {
      const file = await files.openAppend(path);
      file.append(text);
      await file.flush();
      await file.close();
      await file.close();
    }
    assert.equal(await readFile(path, 'utf8'), 'one\nzwei é\n');
  });

  it('shows an appended line to other readers before anything is flushed', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'f');
    const file = await files.openAppend(path);
    file.append('line\n');
    assert.equal(await readFile(path, 'utf8'), 'line\n');
    await file.close();
  });

  it('cuts a torn tail off first, and never makes the file longer', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'f');
    await writeFile(path, 'whole\nto');
    const file = await files.openAppend(path, 6);
    file.append('next\n');
    await file.close();
    assert.equal(await readFile(path, 'utf8'), 'whole\nnext\n');
    await (await files.openAppend(path, 1_000)).close();
    assert.equal(await readFile(path, 'utf8'), 'whole\nnext\n');
  });

  it('writes everything when the system takes a few bytes at a time', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'f');
    const slow = failingFs({
      writeSync: (fd, bytes, offset, length) =>
        nodeFs.writeSync(fd, bytes, offset, Math.min(length, 3)),
    });
    const file = await nodeFiles(nodeClock, slow).openAppend(path);
    file.append('a long line with é\n');
    await file.close();
    assert.equal(await readFile(path, 'utf8'), 'a long line with é\n');
  });

  for (const failsAt of [1, 2, 3, 4, 5]) {
    it(`takes a half-written line back when write ${String(failsAt)} finds the disk full`, async () => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, 'f');
      await writeFile(path, 'before\n');
      let writes = 0;
      let full = true;
      const filling = failingFs({
        writeSync(fd, bytes, offset, length) {
          writes += 1;
          if (full && writes >= failsAt) throw systemError('ENOSPC');
          return nodeFs.writeSync(fd, bytes, offset, Math.min(length, 4));
        },
      });
      const file = await nodeFiles(nodeClock, filling).openAppend(path);
      assert.throws(
        () => {
          file.append('0123456789abcdefgh\n');
        },
        { name: 'FileError', code: 'no-space', path },
      );
      assert.equal(await readFile(path, 'utf8'), 'before\n');
      full = false;
      file.append('after\n');
      await file.close();
      assert.equal(await readFile(path, 'utf8'), 'before\nafter\n');
    });
  }

  it('throws only FileError when the disk fails in any way', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'f');
    const broken = failingFs({
      writeSync: () => {
        throw systemError('EIO');
      },
      ftruncateSync: () => {
        throw systemError('EIO');
      },
    });
    const file = await nodeFiles(nodeClock, broken).openAppend(path);
    assert.throws(
      () => {
        file.append('x');
      },
      { name: 'FileError', code: 'io' },
    );
    await file.close();
    assert.throws(
      () => {
        file.append('x');
      },
      { name: 'FileError', code: 'io' },
    );
    const unsynced = await nodeFiles(nodeClock, failingHandles('sync', 'EIO')).openAppend(path);
    await assert.rejects(() => unsynced.flush(), { name: 'FileError', code: 'io' });
    await unsynced.close();
  });

  it('does not append through a link or to a folder', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'outside'), '');
    await symlink('outside', join(folder.path, 'link'));
    await assert.rejects(() => files.openAppend(join(folder.path, 'link')), { code: 'io' });
    await assert.rejects(() => files.openAppend(folder.path), { code: 'not-a-file' });
  });
});

describe('openReplacement', () => {
  it('shows the old file until it is whole, then the new one, and leaves nothing else', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'r.html');
    await writeFile(path, 'old');
    const file = await files.openReplacement(path);
    file.append('é '.repeat(50_000));
    file.append('end');
    assert.equal(await readFile(path, 'utf8'), 'old');
    await file.commit();
    await file.discard();
    assert.equal(await readFile(path, 'utf8'), `${'é '.repeat(50_000)}end`);
    assert.deepEqual(await readdir(folder.path), ['r.html']);
  });

  it('leaves the old file where it is given up, or the disk is full', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'r.html');
    await writeFile(path, 'old');
    const given = await files.openReplacement(path);
    given.append('new');
    await given.discard();
    const full = nodeFiles(
      nodeClock,
      failingFs({
        writeSync: () => {
          throw systemError('ENOSPC');
        },
      }),
    );
    const failing = await full.openReplacement(path);
    failing.append('new');
    await assert.rejects(() => failing.commit(), { name: 'FileError', code: 'no-space' });
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder.path), ['r.html']);
  });

  it('refuses what is no file, and a folder that is not there', async () => {
    await using folder = await temporaryFolder();
    await assert.rejects(() => files.openReplacement(folder.path), { code: 'not-a-file' });
    await assert.rejects(() => files.openReplacement(join(folder.path, 'a/b')), {
      name: 'FileError',
      code: 'missing',
    });
    assert.deepEqual(await readdir(folder.path), []);
  });
});
