import assert from 'node:assert/strict';
import { ProblemBoard } from '#extension/language/problemBoard.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';

function problem(file: string, message: string, severity: Problem['severity'] = 'error'): Problem {
  return { code: 'x', severity, file, range: fileStart, message, next: 'Do it.' };
}

function messages(board: ProblemBoard, path: string): string[] {
  return board.of(path).map(({ severity, message }) => `${severity} ${message}`);
}

describe('ProblemBoard', () => {
  it('gives what all sources say of a file, and the same only once', () => {
    const board = new ProblemBoard();
    board.set('a', '/ws', [problem('d.csv', 'one', 'warning'), problem('a.yml', 'other')]);
    board.set('b', '/ws', [problem('d.csv', 'one'), problem('d.csv', 'two')]);
    assert.deepEqual(messages(board, '/ws/d.csv'), ['error one', 'error two']);
    assert.deepEqual(messages(board, '/ws/a.yml'), ['error other']);
  });

  it('names the files whose problems may differ, and forgets what a source said before', () => {
    const board = new ProblemBoard();
    board.set('a', '/ws', [problem('a.yml', 'one'), problem('d.csv', 'one')]);
    assert.deepEqual(board.set('a', '/ws', [problem('e.csv', 'one')]), [
      '/ws/a.yml',
      '/ws/d.csv',
      '/ws/e.csv',
    ]);
    assert.deepEqual(messages(board, '/ws/d.csv'), []);
    assert.deepEqual(board.set('a', '/ws', []), ['/ws/e.csv']);
    assert.deepEqual(board.names, []);
  });
});
