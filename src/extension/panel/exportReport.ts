import { join } from 'node:path';
import * as vscode from 'vscode';
import { done, failed, type Outcome } from '#base/rpc.ts';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { exportName, writeExport } from '#core/report/exportReport.ts';
import type { ReportEngine } from '#core/report/reportDesk.ts';
import { FileError } from '#core/ports.ts';
import type { ExportWish, Nothing } from '#protocol/panel.ts';
import { signalOf } from '../host/abortSignal.ts';

const filters = {
  html: { HTML: ['html'] },
  markdown: { Markdown: ['md'] },
  csv: { CSV: ['csv'] },
  json: { JSON: ['json'] },
} as const;

/** Asks for a place, writes the report there, and offers to open it. Who names no place has changed their mind. */
export async function exportReport(
  engine: ReportEngine,
  wish: ExportWish,
): Promise<Outcome<Nothing>> {
  const target = await vscode.window.showSaveDialog({
    title: 'Export report',
    defaultUri: vscode.Uri.file(join(engine.root, exportName(wish))),
    filters: Object.fromEntries(
      Object.entries(filters[wish.format]).map(([name, ends]) => [name, [...ends]]),
    ),
  });
  return target === undefined ? done({}) : writeTo(engine, wish, target);
}

/** The part after the question for a place. */
export async function writeTo(
  engine: ReportEngine,
  wish: ExportWish,
  target: vscode.Uri,
): Promise<Outcome<Nothing>> {
  if (target.scheme !== 'file') {
    return failed('not-a-file', 'A report can only be written to a folder of this machine.');
  }
  const written = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Writing the report',
      cancellable: true,
    },
    async (_progress, token) => {
      const linked = signalOf(token);
      try {
        return await writeFile(engine, wish, target.fsPath, linked.signal);
      } finally {
        linked.dispose();
      }
    },
  );
  if (!written.ok) return written;
  void offer(target, wish.format === 'html');
  return done({});
}

async function writeFile(
  engine: ReportEngine,
  wish: ExportWish,
  path: string,
  signal: AbortSignal,
): Promise<Outcome<undefined>> {
  try {
    const file = await nodeFiles(nodeClock).openReplacement(path);
    try {
      const written = await writeExport(
        engine,
        wish,
        { write: (text) => file.append(text) },
        signal,
      );
      if (written.ok) await file.commit();
      return written;
    } finally {
      await file.discard();
    }
  } catch (error) {
    if (signal.aborted) return failed('cancelled', 'The report was not written: it was cancelled.');
    if (error instanceof FileError) return failed('not-written', error.message);
    throw error;
  }
}

async function offer(target: vscode.Uri, isPage: boolean): Promise<void> {
  const open = 'Open';
  const name = target.fsPath.split(/[/\\]/).at(-1) ?? '';
  const answer = await vscode.window.showInformationMessage(`The report is in ${name}.`, open);
  if (answer !== open) return;
  // A page is for a browser; the editor would show its source.
  if (isPage) await vscode.env.openExternal(target);
  else await vscode.commands.executeCommand('vscode.open', target);
}
