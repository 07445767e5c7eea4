import * as vscode from 'vscode';
import { consentLines } from '#core/scorers/consent/commandText.ts';
import type { ScorerCommand } from '#core/scorers/consent/scorerCommand.ts';
import { noticeText } from '../host/noticeText.ts';

/** Nothing of what is agreed to may be out of sight; the settings allow no longer command. */
const whole = (line: string): string => noticeText(line, 10_000);

/** Asks for one command after the other: who says no to one has said no to the run. */
export async function askConsent(commands: readonly ScorerCommand[]): Promise<boolean> {
  for (const command of commands) {
    const allow = 'Allow for This Content';
    const choice = await vscode.window.showWarningMessage(
      'This prompt scores its replies with a program of the project. Run it?',
      { modal: true, detail: consentLines(command).map(whole).join('\n') },
      allow,
    );
    if (choice !== allow) return false;
  }
  return true;
}
