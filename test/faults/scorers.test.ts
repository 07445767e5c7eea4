import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadyRun } from '#core/runner/run.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import {
  everything,
  makeProject,
  promptOver,
  runAll,
  runReady,
  type Project,
} from '#support/project.ts';
import { until } from '#support/until.ts';

const none = new AbortController().signal;

const uneven = `
export default ({ values, settings }) => {
  const row = Number(/\\d+/.exec(values.question)[0]);
  if (row === 1) for (;;);
  if (row === 3) return null;
  return { value: row, pass: row < 3, why: settings.name };
};
`;

const script = `  - name: own
    uses: javascript
    with: { file: scorers/uneven.js, range: [0, 10], better: lower, timeoutMs: 1000, settings: { name: "mine" } }
`;

const slow = `
import json, sys, time
for line in sys.stdin:
    r = json.loads(line)
    if "row-1" in r["values"]["question"]: time.sleep(1000)
    print(json.dumps({"id": r["id"], "value": 0.5, "pass": True}), flush=True)
`;

const program = `  - { name: slow, uses: process, with: { command: [python3, slow.py], files: [more.py] } }
`;

/** Empty until there is one. */
function readJournal({ folder }: ReadyRun): Promise<string> {
  return readFile(folder.journal, 'utf8').catch(() => '');
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('a run with scorers that users wrote', () => {
  let provider: MockProvider;
  before(async () => {
    provider = await startMockProvider({ script: {} });
  });
  after(() => provider[Symbol.asyncDispose]());

  const open = (files: Readonly<Record<string, string>>): Promise<Project> =>
    makeProject({ baseUrl: provider.baseUrl, withScorers: true, files });

  it('loses one score where a script hangs, keeps every other, and knows the scale', async () => {
    await using project = await open({
      'a.prompt.yml': promptOver(5, script),
      'scorers/uneven.js': uneven,
    });
    const { summary, results } = await runAll(project);
    const own = results
      .toSorted((a, b) => a.trial - b.trial)
      .map(({ scores }) => scores.find(({ evaluator }) => evaluator === 'own')?.score);
    assert.deepEqual(
      own.map((score) => (score?.outcome === 'scored' ? score.value : score?.outcome)),
      [0, 'failed', 2, 'not-applicable', 4],
    );
    assert.deepEqual(own[2], { outcome: 'scored', value: 2, pass: true, why: 'mine' });
    const evaluator = summary.candidates[0]?.evaluators.find(({ name }) => name === 'own');
    assert.deepEqual(
      [evaluator?.value, evaluator?.better, evaluator?.scored, evaluator?.failed],
      [2, 'lower', 3, 1],
    );
  });

  it('names a script with an error of syntax, before anything is asked', async () => {
    await using project = await open({
      'a.prompt.yml': promptOver(1, script),
      'scorers/uneven.js': 'export default\n\n  (=',
    });
    for (const problems of [
      (await project.engine.plan(everything, none)).problems,
      await project.engine.lint([], none),
    ]) {
      const [problem] = problems.filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        [problem?.code, problem?.file, problem?.range.start],
        ['scorer-syntax', 'scorers/uneven.js', { line: 3, column: 4 }],
      );
    }
  });

  it('is refused where this program runs no code of a project', async () => {
    await using project = await makeProject({
      baseUrl: provider.baseUrl,
      files: { 'a.prompt.yml': promptOver(1, script), 'scorers/uneven.js': uneven },
    });
    const { problems, ready } = await project.engine.plan(everything, none);
    assert.ok(problems.some(({ code }) => code === 'scorer-unavailable'));
    assert.equal(ready, undefined);
  });

  it('is not planned without a consent, says what to allow, and runs with it', async () => {
    await using project = await open({
      'a.prompt.yml': promptOver(1, program),
      'slow.py': slow,
      'more.py': '',
    });
    const { engine } = project;
    const planned = await engine.plan(everything, none);
    assert.equal(planned.ready, undefined);
    const problem = planned.problems.find(({ code }) => code === 'scorer-not-allowed');
    assert.match(
      problem?.next ?? '',
      /"assay scorer allow a\.prompt\.yml".*ASSAY_ALLOW_SCORERS=[0-9a-f]{64}\.$/,
    );
    const counted = await engine.preflight(everything, none);
    const [command, ...more] = counted.unallowed ?? [];
    assert.ok(command !== undefined);
    assert.deepEqual(more, []);
    await engine.consents.allow(command);
    const { results } = await runAll(project);
    assert.equal(results[0]?.scores[1]?.score.outcome, 'scored');
    await project.write('more.py', '#');
    assert.equal((await engine.plan(everything, none)).ready, undefined);
  });

  it('gives a scorer up with the run, and is not resumed with another one', async () => {
    await using project = await open({
      'a.prompt.yml': promptOver(2, program),
      'slow.py': slow,
      'more.py': '',
    });
    const { engine } = project;
    for (const { command } of (await engine.consents.find([])).commands) {
      await engine.consents.allow(command);
    }
    const { ready } = await engine.plan({ ...everything, cache: 'off' }, none);
    assert.ok(ready !== undefined);
    const cancel = new AbortController();
    const running = runReady(engine, ready, { stopping: cancel.signal, signal: cancel.signal });
    await until(async () => {
      const journal = await readJournal(ready);
      return count(journal, '"pending":["slow"]') === 2 && count(journal, '"kind":"scores"') === 1;
    });
    cancel.abort();
    // Its program would sleep for longer than this test may take.
    const { summary } = await running;
    assert.equal(summary.ended, 'cancelled');
    assert.equal(summary.candidates[0]?.evaluators[1]?.scored, 1);
    await project.write('slow.py', slow.replace('1000', '0'));
    const changed = await engine.resume('last', {}, none);
    assert.ok(changed.problems.some(({ code }) => code === 'scorer-not-allowed'));
    for (const { command } of (await engine.consents.find([])).commands) {
      await engine.consents.allow(command);
    }
    const mixed = await engine.resume('last', {}, none);
    assert.ok(mixed.problems.some(({ code }) => code === 'scorer-changed'));
    assert.equal(mixed.ready, undefined);
  });

  it('scores a script again that was given up, from the reply that is paid', async () => {
    const hang = 'export default ({ reply }) => { if (reply === "") return 1; for (;;); };';
    const own = `  - { name: own, uses: javascript, with: { timeoutMs: 2000, code: ${JSON.stringify(hang)} } }\n`;
    await using project = await open({ 'a.prompt.yml': promptOver(1, own) });
    const { engine } = project;
    const { ready } = await engine.plan({ ...everything, cache: 'off' }, none);
    assert.ok(ready !== undefined);
    const cancel = new AbortController();
    const before = provider.log().count;
    const running = runReady(engine, ready, { stopping: cancel.signal, signal: cancel.signal });
    await until(async () => count(await readJournal(ready), '"pending":["own"]') === 1);
    cancel.abort();
    const { results, summary } = await running;
    assert.deepEqual([summary.ended, results[0]?.scores.length], ['cancelled', 1]);
    assert.equal(provider.log().count - before, 1);
    const again = await engine.resume('last', {}, none);
    assert.ok(again.ready !== undefined, JSON.stringify(again.problems));
    const resumed = await runReady(engine, again.ready);
    assert.equal(resumed.summary.ended, 'complete');
    assert.equal(resumed.results.at(-1)?.scores[1]?.score.outcome, 'failed');
    assert.equal(provider.log().count - before, 1);
  });

  it('scores replies that exist already', async () => {
    await using project = await open({
      'a.prompt.yml': promptOver(1, script),
      'scorers/uneven.js': uneven,
      'replies.jsonl':
        '{"output":"a","question":"[[row-2]]"}\n{"output":"b","question":"[[row-1]]"}\n',
    });
    const { summary, problems } = await project.engine.score(
      {
        file: join(project.path, 'replies.jsonl'),
        prompt: join(project.path, 'a.prompt.yml'),
        metrics: [],
      },
      () => {},
      none,
    );
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.deepEqual(
      summary?.evaluators.map(({ name, scored, failed }) => [name, scored, failed])[1],
      ['own', 1, 1],
    );
  });
});
