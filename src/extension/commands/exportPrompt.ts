import { join } from 'node:path';
import * as vscode from 'vscode';
import { formatOf } from '#core/formats/builtin.ts';
import type { ExportKind } from '#core/project/exportPrompt.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { Services } from '../services.ts';
import { guarded } from './guarded.ts';
import { pickPrompt } from './picks.ts';
import { writeOrAsk } from './writeOrAsk.ts';

const kinds: readonly { readonly to: ExportKind; readonly label: string; readonly is: string }[] = [
  { to: 'prompty', label: 'Prompty', is: '.prompty, the newest of its forms; cases beside it' },
  { to: 'promptfoo', label: 'promptfoo', is: '.promptfoo.yaml, with cases and assertions' },
  { to: 'prompt-yml', label: 'Assay', is: '.prompt.yml' },
];

/** `Assay: Export Prompt…`: writes a prompt in a format of another tool beside it. */
export function exportPrompt(services: Services): vscode.Disposable {
  return guarded(services, commands.exportPrompt, async (value) => {
    const prompt = await pickPrompt(services, value);
    const project = prompt && services.workspace.project(prompt.root);
    if (prompt === undefined || project === undefined) return;
    if (!requireTrust('Exporting a prompt')) return;
    const { file } = prompt;
    const items = kinds
      .filter(({ to }) => to !== formatOf(file)?.kind)
      .map(({ to, label, is }) => ({ label, description: is, to }));
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: 'Which format is it to be written in?',
    });
    if (picked === undefined) return;
    const { to } = picked;
    const exported = await writeOrAsk((answers) =>
      project.engine.exportPrompt({ file, to, ...answers }),
    );
    if (exported === undefined) return;
    await vscode.window.showTextDocument(vscode.Uri.file(join(project.root, exported.output)));
  });
}
