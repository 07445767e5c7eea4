import assert from 'node:assert/strict';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { labelCommand } from '#cli/commands/label.ts';
import type { Context } from '#cli/context.ts';
import { fakeEcho } from '#support/fakeEcho.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { makeProject, promptOver, runAll, type Project } from '#support/project.ts';

const judge = `  - name: polite
    llm:
      modelId: other/small
      prompt: "Is this polite? {{completion}}"
      choices: [{ choice: "yes", score: 1 }, { choice: "no", score: 0 }]
`;

/** Row 0 and 1 get a rude reply, the others a kind one; the judge can tell. */
function answer(prompt: string): string {
  if (prompt.includes('Is this polite?')) return prompt.includes('rude') ? 'no' : 'yes';
  return /row-[01]\]/.test(prompt) ? `rude ${prompt}` : `kind ${prompt}`;
}

async function session(
  project: Project,
  answers: readonly string[],
  sample = 50,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err] = [fakeEcho(), fakeEcho()];
  const left = [...answers];
  const context: Context = {
    terminal: { out: out.echo, err: err.echo, ask: () => Promise.resolve(left.shift() ?? 'q') },
    cwd: project.path,
    env: {},
    open: () =>
      Promise.resolve({
        engine: project.engine,
        files: nodeFiles(nodeClock),
        clock: nodeClock,
        fetch: () => Promise.reject(new Error('not needed')),
        git: { disk: nodeFiles(nodeClock), env: {}, platform: 'linux' },
        keyOf: () => ({ kind: 'none-needed' }),
        batches: () => Promise.reject(new Error('not needed')),
        ci: () => Promise.reject(new Error('not needed')),
        queued: () => Promise.reject(new Error('not needed')),
        work: () => Promise.reject(new Error('not needed')),
        importRuns: () => Promise.reject(new Error('not needed')),
        mlflow: {
          terms: { fault: 'unset', message: 'not here' },
          credential: undefined,
          open: () => Promise.reject(new Error('not here')),
        },
        problems: [],
      }),
  };
  const code = await labelCommand(context, 'last', { evaluator: 'polite', sample });
  return { code, out: out.text(), err: err.text() };
}

async function withRun(use: (project: Project) => Promise<void>): Promise<void> {
  await using provider = await startMockProvider({ script: { otherwise: { reply: { answer } } } });
  await using project = await makeProject({
    baseUrl: provider.baseUrl,
    files: { 'asked.prompt.yml': promptOver(10, judge) },
  });
  await runAll(project);
  await use(project);
}

describe('labelling in a terminal', () => {
  it('shows case and reply, takes the answer and a comment, and never shows the judge', async () => {
    await withRun(async (project) => {
      const { code, out, err } = await session(project, ['x', 'f', 'too curt', 's', 'P', '', 'q']);
      assert.equal(code, 0);
      assert.match(err, /2 labelled\./);
      assert.match(err, /assay judge calibrate asked\.prompt\.yml/);
      assert.match(out, /1 of 10 {2}row-\d/);
      assert.match(out, /question: \[\[row-\d\]\]/);
      assert.doesNotMatch(out, /judge|passed|failed|chose/);
      const { value = [] } = await project.engine.labels.read('asked.prompt.yml');
      assert.deepEqual(
        value.map(({ verdict, comment, evaluator, by }) => [verdict, comment, evaluator, by]),
        [
          ['fail', 'too curt', 'polite', 'someone'],
          ['pass', undefined, 'polite', 'someone'],
        ],
      );
      const [first] = value;
      assert.match(first?.reply ?? '', /Is it so\? \[\[row-\d\]\]/);
      assert.equal(first?.run?.length, 26);
      assert.equal(typeof first?.trial, 'number');
    });
  });

  it('takes as many that failed as passed, and asks nothing twice', async () => {
    await withRun(async (project) => {
      const { out } = await session(project, ['f', '', 'f', '', 'f', '', 'f', ''], 4);
      assert.equal(out.match(/rude/g)?.length, 2);
      assert.equal(out.match(/kind/g)?.length, 2);
      const rest = await session(project, []);
      assert.match(rest.out, /1 of 6/);
      const { code, err } = await session(project, Array(12).fill('p'));
      assert.equal(code, 0, err);
      const done = await session(project, []);
      assert.equal(done.code, 2);
      assert.match(done.err, /no reply with a verdict of "polite" that you have not labelled/);
    });
  });
});
