import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentRequest } from '#extension/documents/address.ts';
import { renderDocument } from '#extension/documents/renderDocument.ts';
import type { AssayWorkspace, Project } from '#extension/files/workspace.ts';
import { onRow, openScene, type Scene } from '#support/scene.ts';

const prompt = 'asked.prompt.yml';

async function render(scene: Scene, request: DocumentRequest): Promise<string> {
  const { engine, path } = scene.project;
  const workspace: Pick<AssayWorkspace, 'project' | 'casesOf'> = {
    // Only the engine is asked for here; previews have their own test.
    project: (root) => (root === path ? ({ engine, root } as unknown as Project) : undefined),
    casesOf: () => Promise.resolve({ cases: [], problems: [], isCut: false }),
  };
  return renderDocument(workspace, request, { today: '2026-11-24', isTrusted: false });
}

const no = { reply: { answer: { text: '```\n# no\u202E' } } };

describe('a virtual document of a real run', () => {
  it('shows one case with its messages and the reply inside a fence', async () => {
    await using scene = await openScene({ cases: 3, script: { rules: [onRow(1, no)] } });
    const { summary } = await scene.run();
    const root = scene.project.path;
    const shown = await render(scene, {
      kind: 'result',
      root,
      run: summary.id,
      prompt,
      caseId: 'row-1',
    });
    assert.match(shown, /- `mock\/small`, variant `base`: Failed/);
    assert.match(shown, /\n````\n```\n# no\[U\+202E\]\n````\n/);
    assert.match(shown, /```\nIs it so\? \[\[row-1\]\]\n```/);
    const side = {
      root,
      run: summary.id,
      prompt,
      caseId: 'row-1',
      variant: 'base',
      model: 'mock/small',
    };
    assert.equal(await render(scene, { kind: 'expected', ...side, repeat: 0 }), 'yes');
    assert.equal(await render(scene, { kind: 'reply', ...side, repeat: 0 }), '```\n# no[U+202E]');
  });

  it('shows a run with its failures and where they stand', async () => {
    await using scene = await openScene({ cases: 3, script: { rules: [onRow(1, no)] } });
    const { summary } = await scene.run();
    const shown = await render(scene, { kind: 'run', root: scene.project.path, run: summary.id });
    assert.match(shown, /2 of 3 passed/);
    assert.match(
      shown,
      /## Failed: 1\n\n- `row-1` on `mock\/small`, variant `base` `asked\.prompt\.yml:9`/,
    );
    assert.doesNotMatch(shown, /## (?:Errors|Not scored|Stopped)/);
  });

  it('compares the accepted run with a later one, and two runs with each other', async () => {
    await using scene = await openScene({ cases: 3, script: { rules: [onRow(1, no, 1)] } });
    const { history, baselines } = scene.project.engine;
    const before = await scene.run();
    const stored = await history.find(before.summary.id);
    assert.ok(stored);
    const root = scene.project.path;
    const after = { kind: 'compare', root, after: before.summary.id, prompt } as const;
    assert.match(
      await render(scene, { ...after, before: 'baseline' }),
      /`asked\.prompt\.yml` has no baseline yet\. Accept a run to get one\./,
    );
    await baselines.accept(stored);
    const later = await scene.run({ cases: ['row-1'] });
    for (const from of ['baseline', before.summary.id]) {
      const shown = await render(scene, { ...after, before: from, after: later.summary.id });
      assert.match(shown, /### From failed to passed: 1\n\n- `row-1`/);
      assert.match(shown, /### Only before: 2/);
      assert.match(shown, /\| passed +\| 1 +\|.*\| too few cases +\|/);
      assert.match(shown, /The text of the prompt is the same\./);
    }
  });

  it('says why there is nothing to show', async () => {
    await using scene = await openScene({ cases: 1 });
    const { summary } = await scene.run();
    const root = scene.project.path;
    const run = { kind: 'run', root, run: summary.id } as const;
    assert.match(await render(scene, { ...run, root: '/elsewhere' }), /is not open in this window/);
    await writeFile(join(root, '.assay', 'runs', summary.id, 'manifest.json'), '{');
    assert.match(await render(scene, run), /# Nothing to show\n\n.*is damaged/);
    await rm(join(root, '.assay', 'runs', summary.id), { recursive: true });
    assert.match(await render(scene, run), /is not here any more/);
  });

  it('shows a case of a run whose copy of the cases is gone', async () => {
    await using scene = await openScene({ cases: 1 });
    const { summary } = await scene.run();
    const root = scene.project.path;
    await rm(join(root, '.assay', 'runs', summary.id, 'cases.jsonl'));
    const shown = await render(scene, {
      kind: 'result',
      root,
      run: summary.id,
      prompt,
      caseId: 'row-0',
    });
    assert.match(shown, /cannot be read/);
    assert.match(shown, /\*\*Passed\*\*/);
  });
});
