import * as vscode from 'vscode';

const manage = 'Manage Workspace Trust';

/** Whether the folder is trusted. Where it is not, the person reads why nothing happened. `doing`: `Running a prompt`. */
export function requireTrust(doing: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  void refuse(doing);
  return false;
}

async function refuse(doing: string): Promise<void> {
  const message = `${doing} is off in Restricted Mode. Trust the folder first.`;
  const choice = await vscode.window.showWarningMessage(message, manage);
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
