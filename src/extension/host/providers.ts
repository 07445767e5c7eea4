import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '#core/documents/reading.ts';
import type { Provider } from '#core/models/providers.ts';
import { FileError, type Files } from '#core/ports.ts';
import { loadUserConfig } from '#core/project/loadUserConfig.ts';
import type { UserConfig } from '#core/project/userConfig.ts';
import { fileStart } from '#protocol/problem.ts';
import { settings } from '../ids.ts';
import { listProviders, userSetting, type ProviderList } from './userProviders.ts';

/** The providers of this user, as they are now. */
export interface Providers extends vscode.Disposable {
  readonly current: ProviderList;
  /** The configuration file has been read for the first time; until then only the setting counts. */
  readonly ready: Promise<void>;
  readonly onDidChange: vscode.Event<void>;
  find(name: string): Provider | undefined;
}

/** Reads the user's configuration file and setting, and again whenever one of them changes. */
export function openProviders(files: Files, configPath: string | undefined): Providers {
  const changed = new vscode.EventEmitter<void>();
  let current = listProviders(nothing, read(settings.providers), read(settings.mlflow));
  let round = 0;
  const reload = async (isFirst = false): Promise<void> => {
    round += 1;
    const mine = round;
    const config = await load(files, configPath);
    // Most people have no such file, and then all is known already.
    if (mine !== round || (isFirst && isNothing(config))) return;
    current = listProviders(config, read(settings.providers), read(settings.mlflow));
    changed.fire();
  };
  const ready = reload(true);
  const listeners: vscode.Disposable[] = [
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      const names = [settings.providers, settings.mlflow];
      if (names.some((name) => event.affectsConfiguration(`assay.${name}`))) void reload();
    }),
  ];
  if (configPath !== undefined) listeners.push(watch(configPath, () => void reload()));
  return {
    get current() {
      return current;
    },
    ready,
    onDidChange: changed.event,
    find: (name) => current.all.get(name),
    dispose() {
      // Whatever is still being read comes too late.
      round += 1;
      vscode.Disposable.from(...listeners).dispose();
    },
  };
}

const nothing: Reading<UserConfig> = { value: undefined, problems: [] };

function isNothing({ value, problems }: Reading<UserConfig>): boolean {
  return value === undefined && problems.length === 0;
}

function read(name: string): unknown {
  return userSetting(vscode.workspace.getConfiguration('assay').inspect(name));
}

async function load(files: Files, path: string | undefined): Promise<Reading<UserConfig>> {
  try {
    return await loadUserConfig(files, path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const problem = {
      code: 'config-unreadable',
      severity: 'error',
      file: error.path,
      range: fileStart,
      message: error.message,
      next: 'Make the file readable, or remove it.',
    } as const;
    return { value: undefined, problems: [problem] };
  }
}

function watch(path: string, hear: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(hear),
    watcher.onDidChange(hear),
    watcher.onDidDelete(hear),
  );
}
