import assert from 'node:assert/strict';
import { renameColumn } from '#core/authoring/variables/renameColumn.ts';
import { withChanges } from '#core/authoring/variables/sameMeaning.ts';

const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
const rows = { path: '/w/rows.jsonl', text: '{"body": "a"}\n{"body": "b", "id": 1}\n' };

function user(path: string, text: string, map: Readonly<Record<string, string>>) {
  return {
    path,
    file: path.slice(3),
    text,
    index: 0,
    reference: { file: 'rows.jsonl', map, range },
  };
}

const mapped = `messages: []
datasets:
  - file: rows.jsonl
    map:
      ticket: body # the text
`;
const plain = `messages:
  - role: user
    content: "{{body}}"
datasets:
  - file: rows.jsonl
`;

describe('renaming a column', () => {
  it('changes every row, and what the prompts that use it call it', async () => {
    const users = [
      user('/w/a.prompt.yml', mapped, { ticket: 'body' }),
      user('/w/b.prompt.yml', plain, {}),
      user('/w/c.prompt.yml', plain.replace('body', 'other'), {}),
    ];
    const found = await renameColumn(rows, users, 'body', 'text');
    assert.ok('files' in found);
    const texts = [rows.text, mapped, plain];
    assert.deepEqual(
      found.files.map(({ path, changes }, index) => [
        path,
        withChanges(texts[index] ?? '', changes),
      ]),
      [
        ['/w/rows.jsonl', rows.text.replaceAll('body', 'text')],
        ['/w/a.prompt.yml', mapped.replace('body', 'text')],
        ['/w/b.prompt.yml', `${plain}    map: { body: "text" }\n`],
      ],
    );
    assert.deepEqual(found.notes, ['"map" in "b.prompt.yml" now calls the column "body".']);
  });

  it('is refused where there is such a column', async () => {
    assert.deepEqual(await renameColumn(rows, [], 'body', 'id'), {
      why: '"id" has a meaning of its own.',
    });
    const two = { ...rows, text: '{"body": 1, "text": 2}\n' };
    assert.deepEqual(await renameColumn(two, [], 'body', 'text'), {
      why: 'There is a column "text" already.',
    });
  });
});
