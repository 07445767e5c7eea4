import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitFolder, type GitFolder } from '#support/gitFolder.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';

const none = new AbortController().signal;
const file = 'prompts/a.prompt.yml';
const answers = {
  rules: [{ when: { contains: 'short' }, do: { reply: { answer: { text: 'no' } } } }],
  otherwise: { reply: { answer: { text: 'yes' } } },
} as const;

function promptOf(words: string): string {
  return promptOver(6).replace('Is it so?', `Is it so? ${words}`);
}

/** A commit for each; a word with "short" in it makes the prompt worse. */
function commitAll(folder: GitFolder, words: readonly string[]): Promise<readonly string[]> {
  return folder.commitAll(
    words.map((word, at) => ({
      subject: `Say ${word}`,
      files: { [file]: promptOf(word), 'notes.md': `note ${at}\n` },
    })),
  );
}

/** Recorded in one run, as variants of one prompt: a recording knows the request alone. */
async function recordAll(project: Project, words: readonly string[]): Promise<void> {
  const variants = words.map(
    (word, at) =>
      `  - name: v${at}\n    messages:\n      - { role: user, content: "Is it so? ${word} {{question}}" }\n`,
  );
  await project.write('all.prompt.yml', `${promptOver(6)}variants:\n${variants.join('')}`);
  await runAll(project, { files: [join(project.path, 'all.prompt.yml')], recordings: 'record' });
  await rm(join(project.path, 'all.prompt.yml'));
}

interface Scene extends AsyncDisposable {
  readonly project: Project;
  readonly folder: GitFolder;
  readonly commits: readonly string[];
}

async function scene(
  provider: MockProvider,
  words: readonly string[],
  recorded: readonly string[] = words,
): Promise<Scene> {
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { '.gitignore': 'home/\n.assay/runs/\n' },
  });
  await recordAll(project, recorded);
  const folder = await gitFolder({}, project.path);
  const commits = await commitAll(folder, words);
  const close = (): PromiseLike<void> => project[Symbol.asyncDispose]();
  return { project, folder, commits, [Symbol.asyncDispose]: close };
}

describe('bisecting a prompt', () => {
  it('finds a planted bad commit among 64 in at most 6 evaluations, without a model call', async () => {
    await using provider = await startMockProvider({ script: answers });
    const words = Array.from({ length: 65 }, (_, at) =>
      at < 41 ? `Version ${at}.` : `Version ${at}, be short.`,
    );
    await using made = await scene(provider, words);
    const { project, folder, commits } = made;
    provider.script(answers);
    await project.write(file, 'broken: [');
    const request = { prompt: file, good: commits[0] ?? '', bad: 'HEAD', drop: 0.05 };
    const outcome = await project.ci.bisect(request, none);
    assert.ok('value' in outcome, JSON.stringify(outcome));
    const { found, commits: n, evaluations, before, after, changed, comparison } = outcome.value;
    assert.equal(n, 64);
    assert.ok(evaluations <= 6, String(evaluations));
    assert.equal(provider.log().count, 0);
    assert.deepEqual(
      [found?.commit, found?.subject, found?.author],
      [commits[41], 'Say Version 41, be short.', 'Ada'],
    );
    assert.deepEqual([before.commit, before.value, after.value], [commits[40], 1, 0]);
    assert.deepEqual(changed?.prompts.get(file)?.because, [`prompt ${file}`]);
    assert.equal(comparison?.prompts[0]?.candidates[0]?.toFailed.length, 6);
    // The working tree is as it was, and no run was left behind.
    assert.equal(await readFile(join(project.path, file), 'utf8'), 'broken: [');
    assert.equal((await project.engine.history.list()).length, 1);
    assert.equal((await folder.git('status', '--porcelain')).trim(), `M ${file}`);
  });

  it('passes over commits that do not touch the prompt, and says which could not be told', async () => {
    await using provider = await startMockProvider({ script: answers });
    const words = ['Zero.', 'One.', 'Two.', 'Three.', 'be short four', 'be short five'];
    const recorded = words.filter((word) => word !== 'Two.');
    await using made = await scene(provider, words, recorded);
    const { project, folder } = made;
    await folder.commit('Only notes', { 'notes.md': 'other\n' });
    const outcome = await project.ci.bisect({ prompt: file, bad: 'HEAD', drop: 0.05 }, none);
    assert.ok('value' in outcome, JSON.stringify(outcome));
    assert.equal(outcome.value.commits, 5);
    assert.equal(outcome.value.found?.subject, 'Say be short four');
    for (const { why } of outcome.value.skipped)
      assert.equal(why, '6 of its replies are not recorded');
  });

  it('names every suspect where the ones in between cannot be told', async () => {
    await using provider = await startMockProvider({ script: answers });
    const words = ['Zero.', 'One.', 'be short two', 'be short three'];
    await using made = await scene(provider, words, ['Zero.', 'be short three']);
    const { project } = made;
    const outcome = await project.ci.bisect({ prompt: file, bad: 'HEAD', drop: 0.05 }, none);
    assert.ok('value' in outcome, JSON.stringify(outcome));
    assert.equal(outcome.value.found, undefined);
    assert.equal(outcome.value.suspects.length, 3);
    assert.equal(outcome.value.skipped.length, 2);
  });

  it('looks at one case, or one evaluator, where it is told to', async () => {
    await using provider = await startMockProvider({ script: answers });
    const words = ['Zero.', 'One.', 'be short two'];
    await using made = await scene(provider, words);
    const { project } = made;
    const request = { prompt: file, bad: 'HEAD', drop: 0.05 };
    const ofCase = await project.ci.bisect({ ...request, caseId: 'row-3' }, none);
    assert.ok('value' in ofCase && ofCase.value.found?.subject === 'Say be short two');
    assert.equal(ofCase.value.after.n, 1);
    const ofMetric = await project.ci.bisect({ ...request, metric: 'right' }, none);
    assert.ok('value' in ofMetric && ofMetric.value.found?.subject === 'Say be short two');
  });

  it('says that there is nothing to find where nothing got worse, and what is missing at an end', async () => {
    await using provider = await startMockProvider({ script: answers });
    await using made = await scene(provider, ['Zero.', 'One.', 'Two.'], ['Zero.', 'Two.']);
    const { project } = made;
    const fine = await project.ci.bisect({ prompt: file, bad: 'HEAD', drop: 0.05 }, none);
    assert.ok('refused' in fine);
    assert.deepEqual([fine.fault, fine.refused.slice(0, 22)], ['fine', 'It did not get worse b']);
    const lacking = await project.ci.bisect({ prompt: file, bad: 'HEAD~1', drop: 0.05 }, none);
    assert.ok('refused' in lacking);
    assert.match(lacking.refused, /^The bad end, .* 6 of its replies are not recorded\.$/);
  });
});
