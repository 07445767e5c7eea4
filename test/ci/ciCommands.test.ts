import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { ciSystems } from '#cli/ci/ciSystems.ts';
import { makeCliProject, program, type CliProject } from '#support/cli.ts';
import { gitFolder } from '#support/gitFolder.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

/** What a system calls the commit or branch that a pull request is held against. */
const refs = {
  BASE: 'origin/main',
  CHANGE_TARGET: 'main',
  CI_MERGE_REQUEST_DIFF_BASE_SHA: 'origin/main',
};

describe('commands of the files for CI', function () {
  this.timeout(120_000);

  it('end well in a project whose recordings and baseline are there', async () => {
    await using provider = await startMockProvider({
      script: { otherwise: { reply: { answer: { text: 'yes' } } } },
    });
    await using project = await makeCliProject({
      baseUrl: provider.baseUrl,
      files: {
        'asked.prompt.yml': promptOver(3),
        // Stands in for npx: the program that was built, and nothing from the registry.
        'bin/npx': `#!/bin/sh\n[ "$1 $2" = "--no-install assay" ] || exit 99\nshift 2\nexec "${process.execPath}" "${program}" "$@"\n`,
        '.gitignore': '.assay/runs/\n.assay/index.json\nassay-report/\n',
      },
    });
    await chmod(join(project.cwd, 'bin/npx'), 0o755);
    await project.run('run', '--record', '--cache', 'off');
    await project.run('baseline', 'accept');
    const git = await gitFolder({}, project.cwd);
    await git.commit('Begin');
    await git.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    const plan = { mainBranch: 'main', folder: '.', keys: [] };
    const commands = new Set(
      ciSystems.flatMap((system) => Object.values(system.files(plan)).flatMap(commandsIn)),
    );
    assert.equal(commands.size, 7, [...commands].join('\n'));
    for (const command of commands) {
      const { code, text } = await shell(project, command);
      assert.equal(code, 0, `${command}\n${text}`);
    }
  });
});

function commandsIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/(?:mkdir -p assay-report && )?npx --no-install assay [^'\n]+/g),
    ([command]) => command.trim(),
  );
}

async function shell(
  { cwd, env }: CliProject,
  command: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const path = `${join(cwd, 'bin')}:${env['PATH'] ?? ''}`;
  const child = spawn('bash', ['-e', '-c', command], { cwd, env: { ...env, ...refs, PATH: path } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (some: Buffer) => {
      text += some.toString('utf8');
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
