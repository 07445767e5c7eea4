import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temporaryFolder.ts';

/** A repository of its own, with a home of its own; no configuration of the machine counts. */
export interface GitFolder extends AsyncDisposable {
  readonly path: string;
  git(...args: readonly string[]): Promise<string>;
  /** `undefined`: the file goes. */
  write(files: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** Writes, and commits everything. Gives the commit. */
  commit(subject: string, files?: Readonly<Record<string, string | undefined>>): Promise<string>;
  /** Many of them in no time, after a first one of what is there. Gives the commits in their order. */
  commitAll(commits: readonly OneCommit[]): Promise<readonly string[]>;
}

interface OneCommit {
  readonly subject: string;
  readonly files: Readonly<Record<string, string>>;
}

const run = promisify(execFile);

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** What `git fast-import` makes the commits of, each upon the one before. */
function importText(commits: readonly OneCommit[], parent: string): string {
  return commits
    .map(({ subject, files }, at) => {
      const who = `Ada <ada@example.com> ${1_767_225_600 + at * 60} +0000`;
      const changes = Object.entries(files).map(
        ([name, text]) => `M 100644 inline ${name}\n${data(text)}`,
      );
      const from = at === 0 ? `from ${parent}\n` : '';
      return `commit refs/heads/main\nmark :${at + 1}\nauthor ${who}\ncommitter ${who}\n${data(subject)}${from}${changes.join('')}\n`;
    })
    .join('');
}

export async function gitFolder(
  files: Readonly<Record<string, string>> = {},
  path?: string,
): Promise<GitFolder> {
  const own = path === undefined ? await temporaryFolder() : undefined;
  const root = path ?? own?.path ?? '';
  let minute = 0;
  const git = async (...args: readonly string[]): Promise<string> => {
    const at = `2026-01-01T00:${String(minute % 60).padStart(2, '0')}:00Z`;
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
    };
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    const { stdout } = await run('git', [...who, ...args], { cwd: root, env });
    return stdout;
  };
  const write: GitFolder['write'] = async (some) => {
    for (const [name, text] of Object.entries(some)) {
      const file = join(root, name);
      if (text === undefined) await rm(file);
      else {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
      }
    }
  };
  await git('init', '--quiet', '--initial-branch=main');
  const folder: GitFolder = {
    path: root,
    git,
    write,
    async commit(subject, some = {}) {
      minute += 1;
      await write(some);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', subject);
      return (await git('rev-parse', 'HEAD')).trim();
    },
    async commitAll(commits) {
      const parent = await folder.commit('Begin');
      const importing = run('git', ['fast-import', '--quiet', '--export-marks=.git/made'], {
        cwd: root,
        env: { PATH: process.env['PATH'] ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
      });
      importing.child.stdin?.end(importText(commits, parent));
      await importing;
      await git('reset', '--quiet', '--hard', 'main');
      const made = (await readFile(join(root, '.git/made'), 'utf8')).trim().split('\n');
      const ids = made.map((line) => line.split(' '));
      return ids
        .toSorted(([a = ''], [b = '']) => Number(a.slice(1)) - Number(b.slice(1)))
        .map(([, commit = '']) => commit);
    },
    async [Symbol.asyncDispose]() {
      await own?.[Symbol.asyncDispose]();
    },
  };
  if (Object.keys(files).length > 0) await folder.commit('Begin', files);
  return folder;
}
