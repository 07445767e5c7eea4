import * as vscode from 'vscode';
import { assayFiles } from './roots.ts';

/** What happened on disk, gathered: paths, each once. */
export interface FileBatch {
  /** A file of Assay came or went: the folders are to be looked through again. */
  readonly isStructural: boolean;
  readonly paths: ReadonlySet<string>;
}

const quietMs = 150;
const longestMs = 1500;

/** Watches whatever can concern a prompt. A checkout of 5,000 files ends in one batch or two, and never starts anything. */
export function watchFiles(hear: (batch: FileBatch) => void): vscode.Disposable {
  let paths = new Set<string>();
  let isStructural = false;
  let firstAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    const batch = { isStructural, paths };
    paths = new Set();
    isStructural = false;
    hear(batch);
  };
  const take = (uri: vscode.Uri, comesOrGoes: boolean): void => {
    if (paths.size === 0) firstAt = Date.now();
    paths.add(uri.fsPath);
    isStructural ||= comesOrGoes;
    if (timer !== undefined && Date.now() - firstAt > longestMs) return;
    clearTimeout(timer);
    timer = setTimeout(tell, quietMs);
  };
  const assay = vscode.workspace.createFileSystemWatcher(assayFiles);
  const data = vscode.workspace.createFileSystemWatcher('**/*.{jsonl,json,csv,tsv,yml,yaml}');
  return vscode.Disposable.from(
    assay,
    data,
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
