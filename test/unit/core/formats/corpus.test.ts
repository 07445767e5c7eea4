import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { hasErrors } from '#protocol/problem.ts';
import { problemsOf, promptFilesIn, readFileOf } from '#support/formatFiles.ts';

/** By file: `line severity code` of every problem, in order; before it the file, if that is another. */
const expected = parse(await readFile('test/fixtures/formats/expected.yml', 'utf8')) as Record<
  string,
  readonly string[]
>;

const root = 'test/fixtures/formats';
const files = await promptFilesIn(root);

describe('prompt files of other tools', () => {
  for (const file of files) {
    if (file.includes('clean/')) {
      it(`${file} has no problem`, async () => {
        const reading = await readFileOf(root, file);
        assert.deepEqual(problemsOf(reading), []);
        assert.ok(reading.value !== undefined && !hasErrors(reading.problems));
      });
    } else {
      it(`${file} is told its mistakes at their lines`, async () => {
        const found = problemsOf(await readFileOf(root, file)).map(
          ({ file: of, range, severity, code }) =>
            `${of === file ? '' : `${of} `}${range.start.line} ${severity} ${code}`,
        );
        assert.deepEqual(found, expected[file]);
      });
    }
  }

  it('are all expected by name', () => {
    const broken = files.filter((file) => file.includes('broken/'));
    assert.deepEqual(Object.keys(expected).toSorted(), broken);
  });
});
