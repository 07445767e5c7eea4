import * as vscode from 'vscode';
import { formatOf } from '#core/formats/builtin.ts';
import { openDocument } from '../documents/virtualDocuments.ts';
import { noticeText } from '../host/noticeText.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { join } from 'node:path';
import { guarded } from './guarded.ts';
import { pickPrompt } from './picks.ts';
import { writeOrAsk } from './writeOrAsk.ts';

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
    if (!requireTrust('Importing a prompt')) return;
    const { file } = prompt;
    const imported = await writeOrAsk((answers) =>
      project.engine.importPrompt({ file, ...answers }),
    );
    if (imported === undefined) return;
    const uri = vscode.Uri.file(join(project.root, imported.output));
    await vscode.window.showTextDocument(uri);
    await openDocument({ kind: 'fidelity', root: project.root, prompt: prompt.file });
  });
}
