import * as vscode from 'vscode';
import { formatOf } from '#core/formats/builtin.ts';
import type { Exporting } from '#core/project/exportPrompt.ts';
import { openDocument } from '../documents/virtualDocuments.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import { noticeText } from '../host/noticeText.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { join } from 'node:path';
import { guarded } from './guarded.ts';
import { pickPrompt } from './picks.ts';

/** `Assay: Import Prompt…`: writes a prompt of another tool in Assay's own format, and shows what became of each key. */
export function importPrompt(services: Services): vscode.Disposable {
  return guarded(services, commands.importPrompt, async (value) => {
    const prompt = await pickPrompt(services, value);
    const project = prompt && services.workspace.project(prompt.root);
    if (prompt === undefined || project === undefined) return;
    if (formatOf(prompt.file)?.kind === 'prompt-yml') {
      const name = noticeText(prompt.file, 80);
      void vscode.window.showInformationMessage(`${name} is Assay's own format already.`);
      return;
    }
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('Nothing is written in Restricted Mode.');
      return;
    }
    const { problems, exported: imported } = await importOrAsk(project, prompt);
    if (imported === undefined) {
      const [first] = problems;
      if (first !== undefined && first.code !== 'output-exists')
        void vscode.window.showErrorMessage(noticeText(`${first.message} ${first.next}`, 300));
      return;
    }
    const uri = vscode.Uri.file(join(project.root, imported.output));
    await vscode.window.showTextDocument(uri);
    await openDocument({ kind: 'fidelity', root: project.root, prompt: prompt.file });
  });
}

/** A file that is there is only replaced by who says so. */
async function importOrAsk({ engine }: Project, { file }: PromptFile): Promise<Exporting> {
  const first = await engine.importPrompt({ file });
  const exists = first.problems.find(({ code }) => code === 'output-exists');
  if (exists === undefined || first.exported !== undefined) return first;
  const replace = 'Replace';
  const chosen = await vscode.window.showWarningMessage(
    noticeText(exists.message, 300),
    { modal: true },
    replace,
  );
  return chosen === replace ? engine.importPrompt({ file, force: true }) : first;
}
