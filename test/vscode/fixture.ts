import { existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from './server.ts';

/** The root of the repository, which is the extension under development too. */
export const repository: string = resolve(import.meta.dirname, '../..');

/** A folder that is one start's alone; it goes with the scope, or with the process. */
export interface Place extends AsyncDisposable {
  readonly path: string;
}

export async function makePlace(): Promise<Place> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'assay-vscode-')));
  // Processes that are ending may still write.
  const patient = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  const removeNow = (): void => {
    rmSync(path, patient);
  };
  process.once('exit', removeNow);
  return {
    path,
    async [Symbol.asyncDispose]() {
      process.off('exit', removeNow);
      await rm(path, patient);
    },
  };
}

/** A copy of a fixture workspace: nothing that a test does reaches the next one. */
export interface WorkspaceCopy {
  readonly folder: string;
  /** The `*.code-workspace` in it where there is one, else the folder. */
  readonly opened: string;
}

export async function copyWorkspace(name: string, place: Place): Promise<WorkspaceCopy> {
  const fixture = join(repository, 'test/fixtures/workspaces', name);
  const folder = join(place.path, 'workspaces', name);
  if (name === 'empty') {
    await mkdir(folder, { recursive: true });
  } else {
    if (!existsSync(fixture)) throw new Error(`There is no fixture workspace ${fixture}.`);
    await cp(fixture, folder, { recursive: true });
  }
  const several = (await readdir(folder)).find((file) => file.endsWith('.code-workspace'));
  return { folder, opened: several === undefined ? folder : join(folder, several) };
}

/** The user says where the models of fixture workspaces are: at the mock provider. */
export function userSettings(baseUrl: string, more: Settings = {}): Settings {
  const mock = { kind: 'compatible', baseUrl, key: 'none', stream: false };
  return { 'assay.providers': { mock }, ...more };
}
