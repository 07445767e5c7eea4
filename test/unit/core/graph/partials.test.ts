import assert from 'node:assert/strict';
import { buildGraph } from '#core/graph/buildGraph.ts';
import type { DependencyGraph } from '#core/graph/graph.ts';
import { selectChanged } from '#core/graph/selectChanged.ts';
import { loadProject, type LoadedPrompt } from '#core/project/loadProject.ts';
import { FoundFiles } from '#core/project/readWithOthers.ts';
import { noScorers } from '#core/scorers/scorer.ts';
import { MemoryFiles } from '#support/memoryFiles.ts';
import { promptOver } from '#support/project.ts';

const none = new AbortController().signal;
const includes: Readonly<Record<string, readonly string[]>> = {
  'a.prompt.yml': ['partials/head.txt', 'partials/shared.txt'],
  'b.prompt.yml': ['partials/shared.txt'],
  'c.prompt.yml': [],
};

/** As a format loads them: each prompt with the files that it has asked for. */
async function graphWith(partials: Readonly<Record<string, string>>): Promise<DependencyGraph> {
  const files = new MemoryFiles();
  for (const file of Object.keys(includes)) files.put(`/p/${file}`, promptOver(2));
  for (const [file, text] of Object.entries(partials)) files.put(`/p/${file}`, text);
  const named = Object.keys(includes).map((file) => `/p/${file}`);
  const project = await loadProject(files, '/p', named);
  const prompts: LoadedPrompt[] = [];
  for (const loaded of project.prompts) {
    const others = new FoundFiles();
    for (const file of includes[loaded.file] ?? []) others.read(file);
    await others.load(files, '/p');
    prompts.push({ ...loaded, others });
  }
  return buildGraph({ files, root: '/p' }, { ...project, prompts }, noScorers, none);
}

const partials = { 'partials/head.txt': 'Hello', 'partials/shared.txt': 'Be kind' };

async function selectedBy(change: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const selection = selectChanged(await graphWith(partials), await graphWith(change));
  return [...selection.prompts.keys()];
}

describe('a partial', () => {
  it('selects exactly the prompts that include it', async () => {
    assert.deepEqual(await selectedBy({ ...partials, 'partials/head.txt': 'Hi' }), [
      'a.prompt.yml',
    ]);
    assert.deepEqual(await selectedBy({ ...partials, 'partials/shared.txt': 'Be brief' }), [
      'a.prompt.yml',
      'b.prompt.yml',
    ]);
    assert.deepEqual(await selectedBy(partials), []);
  });

  it('selects them when it goes, and when it comes', async () => {
    const { 'partials/head.txt': _head, ...rest } = partials;
    assert.deepEqual(await selectedBy(rest), ['a.prompt.yml']);
    const selection = selectChanged(await graphWith(rest), await graphWith(partials));
    assert.deepEqual([...selection.prompts.keys()], ['a.prompt.yml']);
    assert.deepEqual(selection.changes, [
      { kind: 'file', name: 'partials/head.txt', what: 'new', prompts: ['a.prompt.yml'] },
    ]);
  });
});
