import assert from 'node:assert/strict';
import { splitRefusal } from '#extension/testing/refusal.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';

const target = { root: '/r', prompts: ['/r/a', '/r/b', '/r/c'], models: ['x/y'] };
const fileOf = (prompt: string): string => prompt.slice('/r/'.length);

function problem(file: string, severity: Problem['severity'] = 'error'): Problem {
  return { code: 'c', severity, file, range: fileStart, message: 'm', next: 'n' };
}

describe('a refused run of several prompts', () => {
  it('is tried again without the prompts that have errors', () => {
    const split = splitRefusal(target, [problem('b'), problem('c', 'warning')], fileOf);
    assert.deepEqual(split?.rest, { root: '/r', prompts: ['/r/a', '/r/c'], models: ['x/y'] });
    assert.deepEqual([...(split?.broken.keys() ?? [])], ['/r/b']);
  });

  it('is not tried again where an error is everybody’s, or where none is named', () => {
    const errors = [problem('b'), problem('assay.models.yml')];
    assert.equal(splitRefusal(target, errors, fileOf), undefined);
    assert.equal(splitRefusal(target, [problem('b', 'warning')], fileOf), undefined);
    assert.equal(splitRefusal(target, [], fileOf), undefined);
  });

  it('is not tried again where nothing is left', () => {
    const errors = ['a', 'b', 'c'].map((file) => problem(file));
    assert.equal(splitRefusal(target, errors, fileOf), undefined);
  });
});
