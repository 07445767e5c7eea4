import assert from 'node:assert/strict';
import { appendFile, readFile, symlink, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import {
  appendLabels,
  labelLine,
  labelsPath,
  parseLabels,
  readLabels,
} from '#core/store/labels.ts';
import type { Label } from '#protocol/label.ts';
import { label } from '#support/labelled.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

const disk = nodeFiles(nodeClock);
const prompt = 'prompts/polite.prompt.yml';
const lines = (...labels: readonly Label[]): string =>
  labels.map((one) => `${labelLine(one)}\n`).join('');
const read = (text: string) => parseLabels(text, 'labels.jsonl');
const codes = (text: string) =>
  read(text).problems.map(({ code, range }) => `${code} ${range.start.line}`);

describe('a label', () => {
  it('is one line, the long texts last', () => {
    assert.equal(
      labelLine(label({ evaluator: 'polite', comment: 'curt', run: 'R', trial: 3 })),
      '{"caseId":"row-0","evaluator":"polite","verdict":"pass","comment":"curt","by":"Ada","at":"2026-11-24T10:00:00.000Z","run":"R","trial":3,"replySha256":"55c7ab2b44e6a9b4f94ab89a5be56c4e8c0cde8cc78f8b8a4a0fa0b8ca7c5a0a","reply":"Yes."}'.replace(
        /"replySha256":"[0-9a-f]{64}"/,
        `"replySha256":"${label().replySha256}"`,
      ),
    );
  });

  it('takes the place of an earlier one of the same person on the same thing, and of no other', () => {
    const first = label({ comment: 'first' });
    const others = [
      label({ by: 'Bea', verdict: 'fail' }),
      label({ evaluator: 'polite' }),
      label({ reply: 'No.' }),
      label({ caseId: 'row-1' }),
    ];
    const last = label({ verdict: 'fail', comment: 'second thoughts' });
    assert.deepEqual(read(lines(first, ...others, last)).value, [...others, last]);
  });

  it('may be a comment or a correction alone', () => {
    const { verdict: _, ...silent } = label();
    const remarks: readonly Label[] = [
      { ...silent, comment: 'curt' },
      { ...silent, caseId: 'row-1', correction: 'Yes, please.' },
    ];
    assert.deepEqual(read(lines(...remarks)), { value: remarks, problems: [] });
    assert.deepEqual(codes(lines(silent)), ['label-broken 1']);
  });

  it('is taken back by a later line of the same person on the same thing, and of no other', () => {
    const others = [label({ by: 'Bea' }), label({ evaluator: 'polite' }), label({ caseId: 'b' })];
    const { caseId, replySha256, by, at } = label();
    const withdrawal = labelLine({ caseId, replySha256, by, at, withdrawn: true });
    const text = `${lines(label(), ...others)}${withdrawal}\n`;
    assert.deepEqual(read(text), { value: others, problems: [] });
    const again = label({ verdict: 'fail' });
    assert.deepEqual(read(text + lines(again)).value, [...others, again]);
    assert.equal(withdrawal.includes('"reply"'), false);
  });

  it('does not count where it cannot be read, with its line and the way out', () => {
    const changed = labelLine(label()).replace('"Yes."', '"No."');
    const text = [labelLine(label()), '{', '[]', '"x"', changed, ''].join('\n');
    assert.deepEqual(codes(text), [
      'label-broken 2',
      'label-broken 3',
      'label-broken 4',
      'label-reply-changed 5',
    ]);
    assert.equal(read(text).value?.length, 1);
    for (const wrong of [
      { verdict: 'maybe' },
      { verdict: null },
      { by: '' },
      { caseId: 7 },
      { replySha256: 'AB' },
      { trial: -1 },
    ]) {
      assert.deepEqual(codes(JSON.stringify({ ...label(), ...wrong }) + '\n'), ['label-broken 1']);
    }
  });

  it('counts from both sides of a merge, the marks of a conflict left in', () => {
    const ours = label({ by: 'Ada', verdict: 'fail' });
    const theirs = label({ by: 'Bea' });
    const text = `<<<<<<< HEAD\n${lines(ours)}=======\n${lines(theirs)}>>>>>>> other\n`;
    assert.deepEqual(read(text).value, [ours, theirs]);
    assert.deepEqual(codes(text), ['label-conflict 1', 'label-conflict 3', 'label-conflict 5']);
  });

  it('survives a torn last line: what stands before it counts, what comes after too', async () => {
    await using folder = await temporaryFolder();
    await appendLabels(disk, folder.path, prompt, [label()]);
    await appendFile(labelsPath(folder.path, prompt), labelLine(label({ by: 'Bea' })).slice(0, 60));
    const torn = await readLabels(disk, folder.path, prompt);
    assert.deepEqual(torn.value, [label()]);
    assert.deepEqual(
      torn.problems.map(({ code }) => code),
      ['label-torn'],
    );
    await appendLabels(disk, folder.path, prompt, [label({ by: 'Cid' })]);
    const mended = await readLabels(disk, folder.path, prompt);
    assert.deepEqual(mended.value, [label(), label({ by: 'Cid' })]);
    assert.deepEqual(
      mended.problems.map(({ code, range }) => `${code} ${range.start.line}`),
      ['label-broken 2'],
    );
  });

  it('is appended: nothing that stood there changes', async () => {
    await using folder = await temporaryFolder();
    await appendLabels(disk, folder.path, prompt, [label(), label({ by: 'Bea' })]);
    const before = await readFile(labelsPath(folder.path, prompt), 'utf8');
    await appendLabels(disk, folder.path, prompt, [label({ by: 'Cid' })]);
    const after = await readFile(labelsPath(folder.path, prompt), 'utf8');
    assert.equal(after, before + lines(label({ by: 'Cid' })));
  });

  it('is not read, and not written, through a link out of the project', async () => {
    await using folder = await temporaryFolder();
    await using other = await temporaryFolder();
    await mkdir(join(folder.path, '.assay'));
    await symlink(other.path, join(folder.path, '.assay/labels'));
    await writeFile(
      labelsPath(folder.path, prompt).replace(join(folder.path, '.assay/labels'), other.path),
      lines(label()),
    );
    const found = await readLabels(disk, folder.path, prompt);
    assert.equal(found.value, undefined);
    assert.deepEqual(
      found.problems.map(({ code }) => code),
      ['labels-unreadable'],
    );
    await assert.rejects(appendLabels(disk, folder.path, prompt, [label()]), { code: 'outside' });
  });

  it('is nothing where there is no file', async () => {
    await using folder = await temporaryFolder();
    assert.deepEqual(await readLabels(disk, folder.path, prompt), { value: [], problems: [] });
  });
});

const key = ({ by, caseId, replySha256 }: Label): string => `${by} ${caseId} ${replySha256}`;

const text = fc.string({ unit: 'binary', maxLength: 20 });
const anyLabel = fc
  .record({
    caseId: fc.constantFrom('a', 'b'),
    reply: fc.string({ unit: 'grapheme', maxLength: 20 }),
    by: fc.constantFrom('Ada', 'Bea'),
    verdict: fc.oneof(
      fc.constantFrom('pass' as const, 'fail' as const),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
    ),
    comment: text.filter((one) => one.isWellFormed()),
  })
  .map((one) => label(one));

describe('a file of labels', () => {
  it('is read as it was written, in whatever order two people merge it', () => {
    fc.assert(
      fc.property(
        fc.array(anyLabel, { maxLength: 12 }),
        fc.infiniteStream(fc.boolean()),
        (all, take) => {
          const wanted = new Map(all.map((one) => [key(one), one]));
          const [ada, bea] = ['Ada', 'Bea'].map((who) => all.filter(({ by }) => by === who));
          const merged: Label[] = [];
          while (ada!.length + bea!.length > 0) {
            const side =
              take.next().value === true && ada!.length > 0 ? ada! : bea!.length > 0 ? bea! : ada!;
            merged.push(side.shift()!);
          }
          const { value = [], problems } = read(lines(...merged));
          assert.deepEqual(problems, []);
          assert.deepEqual(new Map(value.map((one) => [key(one), one])), wanted);
        },
      ),
    );
  });

  it('gives no label twice and never throws, whatever it holds', () => {
    const line = fc.oneof(
      text,
      anyLabel.map(labelLine),
      fc.json(),
      fc.constantFrom('=======', '\r'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), fc.nat(200), (all, cut) => {
        const whole = all.join('\n');
        const { value = [], problems } = read(whole.slice(0, Math.max(0, whole.length - cut)));
        assert.ok(value.length <= all.length);
        for (const { range } of problems) assert.ok(range.start.line <= whole.split('\n').length);
      }),
    );
  });
});
