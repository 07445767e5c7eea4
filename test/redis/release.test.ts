import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCliProject, runCli, type CliEnd, type CliProject } from '#support/cli.ts';
import { gitFolder } from '#support/gitFolder.ts';
import { resultSet } from '#support/killedRun.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';
import { startRedis } from '#support/redisServer.ts';
import { until } from '#support/until.ts';

const good = promptOver(
  24,
  '  - { name: word, uses: label, with: { labels: ["yes", "no"] }, threshold: 0.5 }\n',
);
const worse = good.replace('Is it so?', 'Is it so? Answer shortly:');
const mended = good.replace('Is it so?', 'Is it so, really?');

/** A short answer is wrong in two of three rows. */
function answer(prompt: string): string {
  const row = Number(/\[\[row-(\d+)\]\]/.exec(prompt)?.[1]);
  return prompt.includes('shortly') && row % 3 > 0 ? 'no' : 'yes';
}

const suite = `version: 1
gate: { passRate: 0.9 }
tiers:
  branch: { level: 1, gate: { regression: real } }
  merge: { level: 3, cache: off }
`;

/** As on a machine that has neither a key nor the user's configuration. */
function withoutKey({ cwd, env }: CliProject, args: readonly string[]): Promise<CliEnd> {
  const { MOCK_KEY: _key, ASSAY_CONFIG: _config, ...rest } = env;
  return runCli(args, { cwd, env: rest });
}

describe('from the branch to the release', function () {
  // A worker that was killed is given up after 15 s.
  this.timeout(240_000);

  it('fails a worse prompt with its flips, passes its mending, and releases it from many machines', async () => {
    await using redis = await startRedis();
    await using provider = await startMockProvider({
      script: { otherwise: { latencyMs: 20, reply: { answer } } },
    });
    await using project = await makeCliProject({
      baseUrl: provider.baseUrl,
      files: {
        'asked.prompt.yml': good,
        'assay.yml': suite,
        '.gitignore': '.assay/runs/\n.assay/index.json\ncomment.md\n',
      },
      env: { ASSAY_QUEUE: redis.address },
    });
    const ended = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await project.run(...args);
      assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
      return stderr;
    };
    await ended('run', '--record', '--cache', 'off');
    await ended('baseline', 'accept');
    const git = await gitFolder({}, project.cwd);
    await git.commit('Begin');
    await git.git('checkout', '--quiet', '-b', 'topic');
    const branch = ['run', '--tier', 'branch', '--since', 'main'] as const;

    await project.write('asked.prompt.yml', worse);
    await project.run('recordings', 'refresh');
    const report = ['--report', 'pull-request=comment.md'];
    const failed = await withoutKey(project, [...branch, ...report]);
    assert.equal(failed.code, 1, failed.stderr);
    const comment = await readFile(join(project.cwd, 'comment.md'), 'utf8');
    assert.match(comment, /^<!-- assay: report -->/);
    assert.match(comment, /gate failed/);
    assert.match(comment, /row-1\b/);

    await project.write('asked.prompt.yml', mended);
    await project.run('recordings', 'refresh');
    const passed = await withoutKey(project, [...branch]);
    assert.equal(passed.code, 0, passed.stderr);
    await ended('baseline', 'accept');
    await git.commit('Ask better');

    await ended('run', '--tier', 'merge');
    const parts = await Promise.all(
      [1, 2, 3, 4].map((part) => project.run('run', '--tier', 'merge', '--shard', `${part}/4`)),
    );
    assert.deepEqual(
      parts.map(({ code }) => code),
      [0, 0, 0, 0],
      parts.map(({ stderr }) => stderr).join('\n'),
    );
    const merged = await ended('merge');

    provider.script({ otherwise: { latencyMs: 300, reply: { answer } } });
    await using workers = new AsyncDisposableStack();
    const [killed] = [1, 2, 3].map(() =>
      workers.use(project.start('worker', '--queue', '--concurrency', '2')),
    );
    assert.ok(killed !== undefined);
    await killed.said('stderr', 'for others');
    await using running = project.start('run', '--tier', 'merge', '--queue', '--concurrency', '6');
    await until(() => provider.inFlight().open >= 4);
    killed.child.kill('SIGKILL');
    const queued = await running.ended;
    assert.equal(queued.code, 0, queued.stderr);

    const runs = await project.runs();
    const [alone, ...others] = await Promise.all(
      [runs.at(-7), idIn(merged), runs.at(-1)].map((id) => resultSet(project, id ?? '')),
    );
    assert.equal(alone?.length, 24);
    for (const other of others) assert.deepEqual(other, alone);
  });
});

function idIn(text: string): string | undefined {
  return /\.assay\/runs\/([0-9A-Z]{26})/.exec(text)?.[1];
}
