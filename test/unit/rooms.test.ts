import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

interface References {
  readonly references?: readonly { readonly path: string }[];
}

const config = '../../oxlint.config.mjs';
const { rooms, folderOf } = (await import(config)) as {
  rooms: Record<string, string[]>;
  folderOf: (room: string) => string;
};

describe('rooms', () => {
  for (const [room, allowed] of Object.entries(rooms)) {
    it(`the compiler lets ${room} see exactly what the linter does`, async () => {
      const text = await readFile(`${folderOf(room)}/tsconfig.json`, 'utf8');
      const references = (JSON.parse(text) as References).references ?? [];
      const seen = references.map((one) => one.path.split('/').at(-1) ?? '');
      assert.deepEqual(seen.toSorted(), allowed.toSorted());
    });
  }
});
