import assert from 'node:assert/strict';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import type { Given } from '#core/formats/promptfoo/rules/rule.ts';
import { javascript, python } from '#core/formats/promptfoo/scripts.ts';
import { openScorers, type ScorerSession } from '#core/scorers/openScorers.ts';
import { evidenceOf, FakeJudge } from '#support/evidence.ts';
import { scorerSetup } from '#support/scorers.ts';
import { prepared } from '#support/scoring.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

let scorers: ScorerSession | undefined;
let home: TemporaryFolder | undefined;

before(async () => {
  home = await temporaryFolder();
  scorers = openScorers({
    files: nodeFiles(nodeClock),
    clock: nodeClock,
    root: process.cwd(),
    setup: scorerSetup(home.path),
    purpose: 'run',
  });
});

after(async () => {
  await scorers?.close();
  await home?.[Symbol.asyncDispose]();
});

const files: Readonly<Record<string, string>> = {
  'a.js': 'module.exports = (output, { vars }) => output.includes(vars.name);',
  'b.mjs': 'export default function check(output) { return output.length / 10; }',
  'c.js':
    'export function long(output) { return output.length > 90; }\nexport const short = (output) => output.length < 90;',
  'd.js': "const fs = require('fs');\nmodule.exports = () => true;",
};

function given(value: string, more: Partial<Given> = {}): Given {
  return {
    value,
    threshold: undefined,
    vars: {},
    config: {},
    model: undefined,
    code(reference) {
      const path = reference.replace('file://', '');
      const text = files[path];
      return text === undefined ? undefined : { text, path };
    },
    ...more,
  };
}

async function scoreOf(value: string, more: Partial<Given> = {}): Promise<unknown> {
  const mapped = javascript.map(given(value, more));
  if (!('uses' in mapped)) return mapped;
  const ready = await prepared(mapped.uses, mapped.with, undefined, scorers);
  const { score } = await ready.measure(evidenceOf({ name: 'Ann' }, 'Hi Ann'), new FakeJudge([]));
  return score.outcome === 'scored' ? [score.value, score.pass, score.why] : score.outcome;
}

describe('JavaScript of promptfoo', () => {
  const codes: readonly (readonly [code: string, more: Partial<Given>, wanted: unknown])[] = [
    ['output.length > 3', {}, [1, true, undefined]],
    ['output.length > 30;', {}, [0, false, undefined]],
    ['const n = output.length;\nreturn n > 3;', {}, [1, true, undefined]],
    ['const n = 3; return output.length > n', {}, [1, true, undefined]],
    ['0.5', {}, [0.5, true, undefined]],
    ['0.5', { threshold: 0.6 }, [0.5, false, undefined]],
    ['output.length', {}, [1, true, undefined]],
    ['0', {}, [0, false, undefined]],
    ['({ pass: false, score: 0.4, reason: "so" })', {}, [0.4, false, 'so']],
    ['context.vars.name === "Ann"', {}, [1, true, undefined]],
    ['context.config.least === 2', { config: { least: 2 } }, [1, true, undefined]],
    ['"text"', {}, 'failed'],
    ['process.exit(1)', {}, 'failed'],
    ['file://a.js', {}, [1, true, undefined]],
    ['file://b.mjs', {}, [0.6, true, undefined]],
    ['file://c.js:long', {}, [0, false, undefined]],
    ['file://c.js:short', {}, [1, true, undefined]],
    [
      'file://d.js',
      {},
      { left: 'its file needs other modules or TypeScript, which the sandbox has not.' },
    ],
    ['file://gone.js', {}, { left: 'its file cannot be read.' }],
  ];
  for (const [code, more, wanted] of codes) {
    it(`${JSON.stringify(code)} ${JSON.stringify(more)}`, async () => {
      assert.deepEqual(await scoreOf(code, more), wanted);
    });
  }
});

describe('Python of promptfoo', () => {
  it('is a program that a person can read and has to allow', () => {
    const inline = python.map(given('len(output) > 3'));
    assert.ok('uses' in inline);
    const { command, files: bound } = inline.with as { command: string[]; files?: string[] };
    assert.deepEqual(
      [inline.uses, command[0], command[1], bound],
      ['process', 'python3', '-c', undefined],
    );
    assert.deepEqual(command.slice(3), ['code', 'len(output) > 3', '']);
    assert.ok(command.join(' ').length < 2000);
  });

  it('in a file is bound to that file', () => {
    const mapped = python.map(given('file://a.js', {}));
    assert.ok('uses' in mapped);
    const found = python.map({
      ...given('file://check.py:grade'),
      code: () => ({ text: '', path: 'check.py' }),
    });
    assert.ok('uses' in found);
    const { command, files: bound } = found.with as { command: string[]; files?: string[] };
    assert.deepEqual([command.slice(3), bound], [['file', 'check.py', 'grade'], ['check.py']]);
  });
});
