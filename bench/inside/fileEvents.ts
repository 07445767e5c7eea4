import fs from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { openApi, openWorkspaceFile, workspacePath } from '../../test/extension/window.ts';
import { datasetPrompt, writeWorkspace, writings } from './files.ts';
import { after, measured } from './tell.ts';

const events = 5000;
const withinMs = 2000;
const prompts = 100;
const resolutionMs = 10;

/** A checkout: files that are datasets of nobody, and now and then a dataset or a prompt. */
export async function fileEvents(): Promise<void> {
  const files: Record<string, string> = {};
  const row = writings.jsonl.row('one');
  for (let at = 0; at < prompts; at += 1) {
    files[`prompts/p${at}.prompt.yml`] = datasetPrompt(`p${at}`, `../data/d${at}.jsonl`);
    files[`data/d${at}.jsonl`] = row;
  }
  await writeWorkspace(files);
  await mkdir(workspacePath('many'), { recursive: true });
  const reads = countReads();
  const { sessions, workspace } = await openApi();
  await vscode.commands.executeCommand('assay.prompts.focus');
  await openWorkspaceFile('prompts/p0.prompt.yml');
  await after(2000);

  let started = 0;
  let told = 0;
  const heard = new Set<string>();
  const listening = vscode.Disposable.from(
    sessions.onDidChange(() => {
      started += 1;
    }),
    workspace.onDidChange(() => {
      told += 1;
    }),
  );
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  watcher.onDidCreate(({ fsPath }) => heard.add(fsPath));
  watcher.onDidChange(({ fsPath }) => heard.add(fsPath));
  reads.reset();
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const startedAt = performance.now();
  for (let from = 0; from < events; from += 100) {
    const batch = Array.from({ length: 100 }, (_, at) => from + at);
    await Promise.all(batch.map(writeOne));
    await after(Math.max(0, startedAt + (from / events) * withinMs - performance.now()));
  }
  measured('written within', performance.now() - startedAt);
  await after(5000);
  delay.disable();
  listening.dispose();
  watcher.dispose();
  measured('max', delay.max / 1e6 - resolutionMs);
  measured('p99', delay.percentile(99) / 1e6 - resolutionMs);
  measured('heard', heard.size);
  measured('started', started);
  measured('told', told);
  measured('reads', reads.count());
}

function writeOne(at: number): Promise<void> {
  const row = writings.jsonl.row(`event-${at}`);
  if (at % 50 === 0) return writeFile(workspacePath(`data/d${(at / 50) % prompts}.jsonl`), row);
  return writeFile(workspacePath(`many/f${at}.json`), row);
}

/** Files of the workspace that are opened, whoever does. */
function countReads(): { reset(): void; count(): number } {
  let count = 0;
  const folder = workspacePath('.');
  const { open } = fs.promises;
  const counting: typeof open = (path, ...rest) => {
    if (String(path).startsWith(folder) && !String(path).includes('/many/')) count += 1;
    return open(path, ...rest);
  };
  fs.promises.open = counting;
  syncBuiltinESMExports();
  return {
    reset() {
      count = 0;
    },
    count: () => count,
  };
}
