import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '#protocol/problem.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { promptfooReader } from '#core/formats/promptfoo/read.ts';
import { prepareEvaluators } from '#core/metrics/evaluate.ts';
import { readWithOthers } from '#core/project/readWithOthers.ts';

/**
 * What is wrong with a file of the corpus stands beside it in `<file>.expected`, a line `LINE CODE` each; a file without
 * one is clean. Read as a project, and what its cases demand is got ready as before a run.
 */
const corpus = join(import.meta.dirname, '../../../../fixtures/promptfoo');
const disk = nodeFiles(nodeClock);

async function names(ending: string): Promise<readonly string[]> {
  const found = await readdir(corpus, { recursive: true });
  return found.filter((name) => name.endsWith(ending)).toSorted();
}

async function problemsOf(file: string): Promise<readonly Problem[]> {
  const bytes = await readFile(join(corpus, file));
  const { reading } = await readWithOthers(disk, corpus, file, bytes, promptfooReader.read);
  const { value, problems } = reading;
  const prepared = await prepareEvaluators(value?.evaluators ?? [], {
    file,
    defaultJudge: 'judge',
    defaultEmbedding: 'embedding',
  });
  const demands: Problem[] = [];
  for (const testCase of value?.cases ?? []) {
    const found = await prepared.value?.[0]?.ofCase?.(testCase);
    demands.push(...(found?.problems ?? []));
  }
  return [...problems, ...(prepared.problems ?? []), ...demands];
}

async function expectedOf(file: string): Promise<readonly string[]> {
  const text = await readFile(join(corpus, `${file}.expected`), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

describe('the corpus of promptfoo', () => {
  it('has at least 30 files that are broken and 14 that are clean', async () => {
    const files = await names('.promptfoo.yaml');
    assert.ok(files.filter((name) => name.startsWith('broken')).length >= 29);
    assert.ok(files.filter((name) => name.startsWith('clean')).length >= 14);
  });

  it('is told defect by defect, at its line, and nothing else is', async () => {
    for (const file of await names('.promptfoo.yaml')) {
      const told = new Map<string, string[]>();
      for (const { file: at, code, range } of await problemsOf(file)) {
        const lines = told.get(at) ?? [];
        lines.push(`${range.start.line} ${code}`);
        told.set(at, lines);
      }
      for (const at of new Set([file, ...told.keys()])) {
        const lines = (told.get(at) ?? []).toSorted((a, b) => a.localeCompare(b));
        assert.deepEqual(lines, await expectedOf(at), `${file}: ${at}`);
      }
    }
  });
});
