import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { fetchResults } from '#core/batch/fetchResults.ts';
import type { OpenDoor } from '#core/batch/doors.ts';
import type { BatchDoor, RemoteBatch } from '#core/models/batch.ts';
import { ModelError } from '#core/models/modelError.ts';
import { makeSecret } from '#core/models/secret.ts';
import { FileError, type Files } from '#core/ports.ts';
import { canaryKey } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const none = new AbortController().signal;
const files = nodeFiles(nodeClock);
const remote: RemoteBatch = {
  id: 'b',
  state: 'ended',
  said: 'completed',
  answered: 1,
  failed: 0,
  results: ['https://x/'],
};

/** What sends these pieces, and then perhaps breaks off. */
function sending(pieces: readonly Uint8Array[], end?: Error): OpenDoor {
  const results: BatchDoor['results'] = (_remote, hear) => {
    pieces.forEach(hear);
    return end === undefined ? Promise.resolve() : Promise.reject(end);
  };
  // Nothing else of a door is used.
  const door = { results } as BatchDoor;
  const secret = makeSecret('test key', canaryKey);
  const entry = { id: 'm', status: 'approved', provider: 'p', name: 'm' } as const;
  return { entry, door, secret, limits: { requests: 1, bytes: 1 } };
}

/** Cut anywhere, also within a character. */
function cut(text: string, size: number): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) =>
    bytes.subarray(place * size, (place + 1) * size),
  );
}

describe('the results of a batch', () => {
  it('come into the file as they are, however they are cut, but without the key', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'results.jsonl');
    const text = `{"a":"Grüße 😀"}\n{"b":${JSON.stringify(canaryKey)}}\n{"last":1}`;
    for (const size of [1, 3, 7, 1000]) {
      await fetchResults(files, path, sending(cut(text, size)), remote, none);
      const written = await readFile(path, 'utf8');
      assert.equal(written, '{"a":"Grüße 😀"}\n{"b":"[key]"}\n{"last":1}\n');
    }
  });

  it('leave nothing where the transfer breaks off, and replace nothing', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'results.jsonl');
    const broken = sending(cut('{"a":1}\n{"b"', 4), new ModelError('network', 'Gone.'));
    await assert.rejects(fetchResults(files, path, broken, remote, none), { code: 'network' });
    assert.deepEqual(await readdir(folder.path), []);
  });

  it('end in the failure of the disk where that is what failed', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'results.jsonl');
    const full: Files = {
      ...files,
      openReplacement: async (at) => ({
        ...(await files.openReplacement(at)),
        append() {
          throw new FileError('no-space', at, 'The disk is full.');
        },
      }),
    };
    const door = sending(cut('{"a":1}\n', 4), new ModelError('cancelled', 'Cancelled.'));
    await assert.rejects(fetchResults(full, path, door, remote, none), { code: 'no-space' });
  });
});
