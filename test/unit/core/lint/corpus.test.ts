import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleGroups, ruleOf } from '#core/lint/rules.ts';
import type { Problem } from '#protocol/problem.ts';
import { lintEngine } from '#support/lintEngine.ts';

/**
 * Every folder below `test/fixtures/lint` that holds an `assay.models.yml` is a project. What lint is to say of a file
 * stands beside it in `<file>.expected`, a line `LINE CODE` each; a file without one is clean.
 */
const corpus = join(import.meta.dirname, '../../../fixtures/lint');

describe('the corpus of lint', () => {
  it('has at least 120 files, 30 of them clean', async () => {
    const names = (await readdir(corpus, { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name));
    const files = names.filter((name) => !name.endsWith('.expected'));
    const clean = files.filter((name) => !names.includes(`${name}.expected`));
    assert.ok(files.length >= 120, `${files.length} files`);
    assert.ok(clean.length >= 30, `${clean.length} clean files`);
  });

  it('is reported defect by defect, at its line, and nothing else is', async () => {
    for (const [root, problems] of await linted())
      assert.deepEqual(told(problems), await expected(root), root);
  });

  it('is told by the rules, each with a severity that its page names', async () => {
    for (const [root, problems] of await linted())
      for (const { code, severity } of problems) {
        const rule = ruleOf(code);
        assert.ok(rule !== undefined, code);
        const isSet = code === 'column-unused' && root.endsWith('rule-to-error');
        assert.ok(isSet || [rule.severity, rule.alsoAs].includes(severity), `${code} ${severity}`);
      }
  });

  it('plants a defect for every rule that can be turned off, but for a few that unit tests and the files of other formats hold', async () => {
    const found = new Set(
      (await linted()).flatMap(([, problems]) => problems.map((one) => one.code)),
    );
    const missing = ruleGroups
      .flatMap(({ rules }) => rules)
      .filter(({ code, severity }) => severity !== 'error' && !found.has(code))
      .map(({ code }) => code);
    assert.deepEqual(missing, [
      'model-contradiction',
      'model-ambiguity',
      'model-untested',
      'assertion-only-measures',
      'csv-delimiter',
      'map-hides-column',
      'recording-stale',
      'quarantine-unused',
      'quarantine-expired',
      'broken-recording',
      'api-unsupported',
      'environment-unread',
      'image-as-text',
      'role-approximated',
      'schema-unread',
      'assertion-unsupported',
      'eval-without-items',
      'yaml-big-number',
      'json-big-number',
      'json-duplicate-key',
      'more-problems',
    ]);
  });
});

type Linted = readonly (readonly [root: string, problems: readonly Problem[]])[];
let once: Promise<Linted> | undefined;

/** Each project is linted once for all the tests. */
async function linted(): Promise<Linted> {
  once ??= (async () => {
    const all: [string, readonly Problem[]][] = [];
    for (const root of await projects())
      all.push([root, await lintEngine(root).lint([], new AbortController().signal)]);
    return all;
  })();
  return once;
}

async function projects(): Promise<readonly string[]> {
  const found = await readdir(corpus, { recursive: true, withFileTypes: true });
  return found
    .filter(({ name }) => name === 'assay.models.yml')
    .map(({ parentPath }) => parentPath)
    .toSorted();
}

/** File → lines. */
type Told = Readonly<Record<string, readonly string[]>>;

function told(problems: readonly Problem[]): Told {
  const files: Record<string, string[]> = {};
  for (const { file, code, range } of problems)
    (files[file] ??= []).push(`${range.start.line} ${code}`);
  return sorted(files);
}

async function expected(root: string): Promise<Told> {
  const files: Record<string, string[]> = {};
  for (const { name, parentPath } of await readdir(root, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!name.endsWith('.expected')) continue;
    const path = join(parentPath, name);
    const file = path.slice(root.length + 1, -'.expected'.length).replaceAll('\\', '/');
    files[file] = (await readFile(path, 'utf8')).trim().split('\n');
  }
  return sorted(files);
}

function sorted(files: Record<string, string[]>): Told {
  const names = Object.keys(files).toSorted();
  return Object.fromEntries(names.map((name) => [name, (files[name] ?? []).toSorted()]));
}
