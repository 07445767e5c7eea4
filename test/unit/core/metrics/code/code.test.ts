import assert from 'node:assert/strict';
import { codeIn } from '#core/metrics/code/codeIn.ts';
import { javascriptPackages, pythonPackages } from '#core/metrics/code/importedPackages.ts';
import { pythonStandard } from '#core/metrics/code/pythonStandard.ts';
import { scoreOf } from '#support/scoring.ts';

describe('the code of a reply', () => {
  const read: readonly (readonly [string, string])[] = [
    ['x = 1', 'x = 1'],
    ['Look:\n```\na\n```\nand\n```js\nb\n```', 'b'],
    ['```py\na\n```\n```\nb\n```', 'a\nb'],
    ['~~~js\na```\n~~~', 'a```'],
    ['````js\n```\n````', '```'],
    ['```js title="x"\na', 'a'],
  ];
  for (const [reply, code] of read) {
    it(`in ${JSON.stringify(reply)} is ${JSON.stringify(code)}`, () => {
      assert.equal(codeIn(reply, ['js']), code);
    });
  }
});

describe('parses', () => {
  const read: readonly (readonly [string, string, string])[] = [
    ['json', '{"a": 1}', '1 pass'],
    ['json', '{a: 1}', '0 miss'],
    ['yaml', 'a: [1, 2', '0 miss'],
    ['yaml', 'a: 1\nb:\n  - x', '1 pass'],
    ['javascript', 'export const a = await b;', '1 pass'],
    ['javascript', 'with (a) b = 010;', '1 pass'],
    ['javascript', 'const a = ;', '0 miss'],
    ['javascript', 'let a: number = 1', '0 miss'],
    ['javascript', '```js\n\n```', 'not-applicable'],
    ['javascript', '(['.repeat(50_000), '0 miss'],
    ['json', '['.repeat(200_000), '0 miss'],
    ['yaml', '', 'not-applicable'],
  ];
  for (const [language, reply, score] of read) {
    it(`gives ${score} for ${language} ${JSON.stringify(reply.slice(0, 30))}`, async () => {
      assert.equal(await scoreOf('parses', { language }, reply), score);
    });
  }
});

describe('imported packages', () => {
  it('of JavaScript are told from paths, modules of Node and comments', () => {
    const code = [
      "import a, { b } from 'left-pad/lib';",
      'import \'@s/p/x\'; export * from "c";',
      "const d = require('fs'), e = await import('e');",
      "import f from './f.js'; import g from '#g'; import h from 'node:test';",
      "/* import i from 'i'; */ // require('j')",
      "/**/require('l')",
      "const url = 'https://x.example/'; require('k');",
    ].join('\n');
    assert.deepEqual(javascriptPackages(code), ['left-pad', '@s/p', 'c', 'e', 'l', 'k']);
  });

  it('of Python are told from the standard library and from parts of the project', () => {
    const code = [
      'import os, numpy as np, xml.etree',
      'from sklearn.metrics import f1_score',
      'from . import here',
      '    import yaml  # pip install pyyaml',
      'print("import nothing")',
    ].join('\n');
    assert.deepEqual(pythonPackages(code, pythonStandard), ['numpy', 'sklearn', 'yaml']);
  });

  it('are found in linear time', () => {
    assert.deepEqual(javascriptPackages('/*'.repeat(100_000)), []);
    assert.deepEqual(javascriptPackages('import '.repeat(50_000)), []);
    assert.deepEqual(pythonPackages('from a '.repeat(50_000), pythonStandard), []);
  });
});

const packagesScore = (reply: string): Promise<string> =>
  scoreOf('packages', { language: 'python', allow: ['numpy'] }, reply);

describe('packages', () => {
  it('passes with allowed packages only, and where nothing is imported', async () => {
    assert.equal(await packagesScore('import numpy\nimport json'), '1 pass');
    assert.equal(await packagesScore('import numpy\nimport nunpy'), '0.5 miss');
    assert.equal(await packagesScore('print(1)'), '1 pass');
    assert.equal(await packagesScore(' '), 'not-applicable');
  });
});
