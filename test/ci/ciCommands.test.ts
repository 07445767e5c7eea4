import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, parseAllDocuments } from 'yaml';
import { kubernetesFiles } from '#cli/ci/kubernetes.ts';
import { ciSystems } from '#cli/ci/ciSystems.ts';
import { makeCliProject, program, type CliProject } from '#support/cli.ts';
import { gitFolder } from '#support/gitFolder.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';
import { temporaryFolder } from '#support/temporaryFolder.ts';

/** GitHub Actions, in a push: of no pull request. */
const push = { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main' };

/** What a system calls the commit or branch that a pull request is held against. */
const refs = {
  ...push,
  BASE: 'origin/main',
  CHANGE_TARGET: 'main',
  CI_MERGE_REQUEST_DIFF_BASE_SHA: 'origin/main',
};

/** A project whose `npx` is the program that was built, and nothing from the registry. */
async function builtProject(baseUrl: string): Promise<CliProject> {
  const project = await makeCliProject({
    baseUrl,
    files: {
      'asked.prompt.yml': promptOver(3),
      'bin/npx': `#!/bin/sh\n[ "$1 $2" = "--no-install assay" ] || exit 99\nshift 2\nexec "${process.execPath}" "${program}" "$@"\n`,
      '.gitignore': '.assay/runs/\n.assay/index.json\nassay-report/\n',
    },
  });
  await chmod(join(project.cwd, 'bin/npx'), 0o755);
  return project;
}

const plan = { mainBranch: 'main', folder: '.', keys: [], shards: 1, comment: true };

describe('commands of the files for CI', function () {
  this.timeout(120_000);
  let provider: MockProvider;

  before(async () => {
    provider = await startMockProvider({
      script: { otherwise: { reply: { answer: { text: 'yes' } } } },
    });
  });
  after(() => provider[Symbol.asyncDispose]());

  it('end well in a project whose recordings and baseline are there', async () => {
    await using project = await builtProject(provider.baseUrl);
    await project.run('run', '--record', '--cache', 'off');
    await project.run('baseline', 'accept');
    const git = await gitFolder({}, project.cwd);
    await git.commit('Begin');
    await git.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const commands = new Set(
      ciSystems.flatMap((system) => Object.values(system.files(plan)).flatMap(commandsIn)),
    );
    assert.equal(commands.size, 8, [...commands].join('\n'));
    for (const command of commands) {
      const { code, text } = await shell(project, command, refs);
      assert.equal(code, 0, `${command}\n${text}`);
    }
  });

  /** What is run by each system, once where several run the same. */
  const ways = new Map(
    ciSystems.map((system) => {
      const commands = Object.values(system.files({ ...plan, shards: 2 })).flatMap(commandsIn);
      const parts = commands.filter((one) => one.includes('--shard'));
      const joins = commands.filter((one) => one.includes('assay merge'));
      return [[...parts, ...joins].join('\n'), { kind: system.kind, parts, joins }] as const;
    }),
  );

  for (const { kind, parts, joins } of ways.values()) {
    it(`run the merge tier in parts, and join them, as those of ${kind}`, async () => {
      await using project = await builtProject(provider.baseUrl);
      const ran = await Promise.all(
        [1, 2].map((part) => shell(project, parts[part - 1] ?? parts[0] ?? '', partOf(part))),
      );
      for (const { code, text } of ran) assert.equal(code, 0, `${parts.join('\n')}\n${text}`);
      if (kind === 'azure') for (const part of [1, 2]) await inArtefact(project.cwd, part);
      assert.equal(joins.length, 1);
      const { code, text } = await shell(project, joins[0] ?? '', {});
      assert.equal(code, 0, text);
      const junit = await readFile(join(project.cwd, 'assay-report/junit.xml'), 'utf8');
      assert.equal(Array.from(junit.matchAll(/<testcase /g)).length, 3);
    });
  }

  it('run it in parts on Kubernetes, by the index of each pod', async () => {
    await using project = await builtProject(provider.baseUrl);
    await using cluster = await temporaryFolder();
    const files = kubernetesFiles({ image: 'prompts', keys: [], shards: 2, secret: 'assay-keys' });
    const [part, merge] = Object.values(files).flatMap(podCommands);
    const ran = await Promise.all(
      ['0', '1'].map((index) =>
        shell(project, part ?? '', {
          JOB_COMPLETION_INDEX: index,
          WORK: join(cluster.path, `work-${index}`),
          SHARED: join(cluster.path, 'shared'),
        }),
      ),
    );
    for (const one of ran) assert.equal(one.code, 0, `${part}\n${one.text}`);
    const env = { WORK: join(cluster.path, 'work'), SHARED: join(cluster.path, 'shared') };
    const { code, text } = await shell(project, merge ?? '', env);
    assert.equal(code, 0, text);
    const junit = await readFile(join(cluster.path, 'shared/report/junit.xml'), 'utf8');
    assert.equal(Array.from(junit.matchAll(/<testcase /g)).length, 3);
    // A pod works beside the image, which it cannot write to.
    await assert.rejects(readdir(join(project.cwd, '.assay/runs')), { code: 'ENOENT' });
  });
});

/** How each system tells a job which part it is. */
function partOf(part: number): Readonly<Record<string, string>> {
  return {
    PART: String(part),
    CI_NODE_INDEX: String(part),
    CI_NODE_TOTAL: '2',
    CIRCLE_NODE_INDEX: String(part - 1),
    CIRCLE_NODE_TOTAL: '2',
    SYSTEM_JOBPOSITIONINPHASE: String(part),
    SYSTEM_TOTALJOBSINPHASE: '2',
  };
}

/** Azure unpacks every artefact into a folder of its name. */
async function inArtefact(cwd: string, part: number): Promise<void> {
  const to = join(cwd, `assay-parts/assay-part-${part}`);
  await mkdir(to);
  await rename(join(cwd, `assay-parts/part-${part}-of-2`), join(to, `part-${part}-of-2`));
}

/** What the containers of a file run. */
function podCommands(text: string): readonly string[] {
  return parseAllDocuments(text).flatMap((document): readonly string[] => {
    const container: unknown = document.getIn(['spec', 'template', 'spec', 'containers', 0]);
    if (!isMap(container)) return [];
    const command: unknown = container.toJSON().command;
    assert.ok(Array.isArray(command));
    assert.deepEqual(command.slice(0, 3), ['sh', '-eu', '-c']);
    return [String(command[3])];
  });
}

function commandsIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?:mkdir -p assay-report \.assay\/runs && )?npx --no-install assay [^'\n]+/g),
    ([command]) => command.trim(),
  );
}

async function shell(
  { cwd, env }: CliProject,
  command: string,
  more: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const path = `${join(cwd, 'bin')}:${env['PATH'] ?? ''}`;
  const child = spawn('bash', ['-e', '-c', command], { cwd, env: { ...env, ...more, PATH: path } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (some: Buffer) => {
      text += some.toString('utf8');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
