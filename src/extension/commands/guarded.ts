import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { noticeText } from '../host/noticeText.ts';

/** A command whose failure is told once, in words, and is in the log with its details. */
export function guarded(
  { log }: Pick<Services, 'log'>,
  id: string,
  run: (value: unknown) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (value: unknown) => {
    try {
      await run(value);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const why = error instanceof Error ? error.message : 'the log has the details.';
      void vscode.window.showErrorMessage(`That did not work: ${noticeText(why, 300)}`);
    }
  });
}
