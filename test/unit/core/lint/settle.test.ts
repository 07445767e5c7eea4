import assert from 'node:assert/strict';
import picomatch from 'picomatch';
import { errorAt, hintAt, warningAt } from '#core/documents/problems.ts';
import type { LintSettings } from '#core/lint/lintSettings.ts';
import { settle } from '#core/lint/settle.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { places } from '#support/places.ts';

const file = 'a.prompt.yml';

function at(line: number): TextRange {
  return { start: { line, column: 1 }, end: { line, column: 2 } };
}

function told(
  problems: readonly Problem[],
  settings: Partial<LintSettings>,
  text = '',
): string[][] {
  const { problems: kept, idle } = settle(problems, {
    settings: { rules: [], ignore: [], ...settings },
    suiteFile: 'assay.yml',
    files: [file],
    textOf: (name) => (name === file ? text : undefined),
    matcherOf: (pattern) => picomatch(pattern),
  });
  return [[...places(kept)], [...places(idle)]];
}

const warning = warningAt(file, at(2), 'self-judge', 'It judges itself.', 'Choose another.');
const hint = hintAt(file, at(3), 'parameters-both-set', 'Both are set.', 'Choose one.');
const error = errorAt(file, at(2), 'model-blocked', 'It is blocked.', 'Choose another.');

function comment(text: string): string[][] {
  return told([warning], {}, `# ${text}\nx: 1\n`);
}

describe('settle', () => {
  it('gives a problem the severity that its rule is set to, and leaves out what is off', () => {
    const range = at(1);
    assert.deepEqual(
      told([warning, hint], { rules: [{ rule: 'self-judge', level: 'error', range }] })[0],
      ['self-judge 2:1', 'parameters-both-set~ 3:1'],
    );
    assert.deepEqual(
      told([warning, hint], {
        rules: [
          { rule: 'self-judge', level: 'off', range },
          { rule: 'parameters-both-set', level: 'warning', range },
        ],
      })[0],
      ['parameters-both-set? 3:1'],
    );
  });

  it('never changes an error, and says that it cannot be suppressed', () => {
    const range = at(1);
    assert.deepEqual(
      told([error], { rules: [{ rule: 'model-blocked', level: 'off', range }] })[0],
      ['model-blocked 2:1'],
    );
    const wish = '# assay-disable-next-line model-blocked: we like it\nmodel: x';
    assert.deepEqual(told([error], {}, wish), [
      ['model-blocked 2:1'],
      ['suppression-of-error 1:1'],
    ]);
  });

  it('takes a comment with a reason, and reports one without a reason, a rule or a use', () => {
    assert.deepEqual(comment('assay-disable-next-line self-judge: on purpose'), [[], []]);
    assert.deepEqual(comment('assay-disable-next-line self-judge'), [
      ['self-judge? 2:1'],
      ['suppression-without-reason? 1:1'],
    ]);
    assert.deepEqual(comment('assay-disable-next-line'), [
      ['self-judge? 2:1'],
      ['suppression-without-rule? 1:1'],
    ]);
    assert.deepEqual(comment('assay-disable-next-line judge-family: on purpose'), [
      ['self-judge? 2:1'],
      ['suppression-unused? 1:1'],
    ]);
  });

  it('does not know of what only a model is asked whether a comment is of use', () => {
    const [, idle] = comment('assay-disable-next-line model-ambiguity: it is meant both ways');
    assert.deepEqual(idle, []);
    const ignore = [{ file: '**', rule: 'model-untested', reason: 'so', range: at(4) }];
    assert.deepEqual(told([], { ignore }), [[], []]);
  });

  it('ignores by file and rule what cannot hold a comment', () => {
    const row = warningAt('data/a.jsonl', at(7), 'secret-in-file', 'A key.', 'Rotate it.');
    const ignore = [
      { file: 'data/*.jsonl', rule: 'secret-in-file', reason: 'made up', range: at(4) },
    ];
    assert.deepEqual(told([row], { ignore }), [[], []]);
    assert.deepEqual(told([], { ignore }), [[], ['suppression-unused? 4:1']]);
  });
});
