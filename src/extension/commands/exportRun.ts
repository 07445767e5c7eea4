import * as vscode from 'vscode';
import type { ReportFormat } from '#protocol/panel.ts';
import { noticeText } from '../host/noticeText.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickRun } from './picks.ts';

const choices: readonly (vscode.QuickPickItem & { readonly format: ReportFormat })[] = [
  { label: 'HTML', description: 'one page for a browser, with everything in it', format: 'html' },
  { label: 'Markdown', description: 'for a comment on a pull request', format: 'markdown' },
  { label: 'CSV', description: 'every trial, for a spreadsheet', format: 'csv' },
  { label: 'JSON', description: 'every trial, for a program', format: 'json' },
];

/** A run as a report in a file. */
export function exportRun(services: Services): vscode.Disposable {
  return guarded(services, commands.exportRun, async (value) => {
    const picked = await pickRun(services, value, 'Which run?');
    if (picked === undefined) return;
    const choice = await vscode.window.showQuickPick(choices, { placeHolder: 'As what?' });
    if (choice === undefined) return;
    const { exportReport } = await import('../panel/exportReport.ts');
    const what = { kind: 'run', run: picked.run.id } as const;
    const written = await exportReport(picked.project.engine, { what, format: choice.format });
    if (written.ok) return;
    const { message } = written.failure;
    await vscode.window.showErrorMessage(noticeText(message, 300));
  });
}
