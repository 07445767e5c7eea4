import * as vscode from 'vscode';
import { assayFiles, isPassedOver } from './roots.ts';

/** What happened on disk, gathered: paths, each once. */
export interface FileBatch {
  /** A file of Assay came or went: the folders are to be looked through again. */
  readonly isStructural: boolean;
  readonly paths: ReadonlySet<string>;
  /** What came or went and may be a folder: of the files in it nothing is told. */
  readonly folders: ReadonlySet<string>;
}

const quietMs = 150;
const longestMs = 1500;
const dataFile = /\.(?:jsonl|json|csv|tsv|ya?ml)$/;

/** Watches whatever can concern a prompt. A checkout of 5,000 files ends in one batch or two, and never starts anything. */
export function watchFiles(hear: (batch: FileBatch) => void): vscode.Disposable {
  let paths = new Set<string>();
  let folders = new Set<string>();
  let isStructural = false;
  let firstAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    const batch = { isStructural, paths, folders };
    paths = new Set();
    folders = new Set();
    isStructural = false;
    hear(batch);
  };
  const take = (uri: vscode.Uri, comesOrGoes: boolean): void => {
    add(paths, uri);
    isStructural ||= comesOrGoes;
  };
  const takeFolder = (uri: vscode.Uri): void => {
    if (dataFile.test(uri.path)) return;
    if (!isPassedOver(vscode.workspace.asRelativePath(uri, false))) add(folders, uri);
  };
  const add = (to: Set<string>, { fsPath }: vscode.Uri): void => {
    if (paths.size + folders.size === 0) firstAt = Date.now();
    to.add(fsPath);
    if (timer !== undefined && Date.now() - firstAt > longestMs) return;
    clearTimeout(timer);
    timer = setTimeout(tell, quietMs);
  };
  const assay = vscode.workspace.createFileSystemWatcher(assayFiles);
  const data = vscode.workspace.createFileSystemWatcher('**/*.{jsonl,json,csv,tsv,yml,yaml}');
  const any = vscode.workspace.createFileSystemWatcher('**', false, true, false);
  return vscode.Disposable.from(
    assay,
    data,
    any,
    any.onDidCreate(takeFolder),
    any.onDidDelete(takeFolder),
    assay.onDidCreate((uri) => {
      take(uri, true);
    }),
    assay.onDidDelete((uri) => {
      take(uri, true);
    }),
    ...[data.onDidCreate, data.onDidChange, data.onDidDelete].map((event) =>
      event((uri) => {
        take(uri, false);
      }),
    ),
    {
      dispose: () => {
        clearTimeout(timer);
      },
    },
  );
}
