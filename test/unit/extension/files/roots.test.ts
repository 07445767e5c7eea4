import assert from 'node:assert/strict';
import { groupByRoot, isPassedOver } from '#extension/files/roots.ts';

describe('roots of a window', () => {
  it('are the nearest folders upwards with a suite or a catalogue', () => {
    assert.deepEqual(
      groupByRoot(
        [
          '/w/assay.models.yml',
          '/w/a.prompt.yml',
          '/w/team/assay.yml',
          '/w/team/deep/er/b.prompt.yml',
          '/w/other/c.prompt.yaml',
        ],
        ['/w'],
      ),
      [
        { path: '/w', prompts: ['/w/a.prompt.yml', '/w/other/c.prompt.yaml'] },
        { path: '/w/team', prompts: ['/w/team/deep/er/b.prompt.yml'] },
      ],
    );
  });

  it('are the folders of the window where nothing marks one', () => {
    assert.deepEqual(groupByRoot(['/w/x/a.prompt.yml', '/v/b.prompt.yml'], ['/w', '/v']), [
      { path: '/v', prompts: ['/v/b.prompt.yml'] },
      { path: '/w', prompts: ['/w/x/a.prompt.yml'] },
    ]);
  });

  it('are the inner folder where one folder of the window lies in another', () => {
    const files = ['/w/assay.yml', '/w/in/a.prompt.yml', '/w/in/a.prompt.yml'];
    assert.deepEqual(groupByRoot(files, ['/w', '/w/in']), [
      { path: '/w', prompts: [] },
      { path: '/w/in', prompts: ['/w/in/a.prompt.yml'] },
    ]);
  });

  it('hold no prompt from outside, also from a folder whose name begins alike', () => {
    assert.deepEqual(groupByRoot(['/work/a.prompt.yml', '/a.prompt.yml'], ['/w']), []);
  });

  it('take no file for a suite that only ends like one', () => {
    assert.deepEqual(groupByRoot(['/w/in/my-assay.yml', '/w/in/a.prompt.yml'], ['/w']), [
      { path: '/w', prompts: ['/w/in/a.prompt.yml'] },
    ]);
  });
});

describe('what the search for files passes over', () => {
  for (const path of [
    'node_modules',
    'a/dist/b',
    '.assay/runs/1',
    'a/.git',
    'out',
    'a\\.venv\\b',
  ]) {
    it(`holds ${path}`, () => {
      assert.equal(isPassedOver(path), true);
    });
  }

  for (const path of ['prompts', 'a/distant/b', 'v1.2', 'layout/out.prompt.yml']) {
    it(`does not hold ${path}`, () => {
      assert.equal(isPassedOver(path), false);
    });
  }
});
