import * as vscode from 'vscode';
import { messageTokens } from '#core/authoring/hints/messageTokens.ts';
import { verdictOn } from '#core/catalogue/policy.ts';
import { loadTokenCounter } from '#core/tokens/countTokens.ts';
import { counted } from '#core/report/numbers.ts';
import { modelsOf } from '../documents/findPreview.ts';
import { settings } from '../ids.ts';
import type { Services } from '../services.ts';
import { today } from './today.ts';

/** How many tokens each message takes, at the end of the line where its text begins. */
export function inlayHintsProvider({ workspace }: Services): vscode.InlayHintsProvider {
  return {
    async provideInlayHints(document, range, token) {
      const isOn = vscode.workspace
        .getConfiguration('assay', document.uri)
        .get(settings.inlayHints, true);
      const file = workspace.promptOf(document.uri);
      const project = workspace.projectOf(document.uri);
      if (!isOn || file?.prompt === undefined || project === undefined) return [];
      if (file.text !== document.getText()) return [];
      const { version } = document;
      const countTokens = await loadTokenCounter();
      const { cases } = workspace.knownCases(file) ?? (await workspace.casesOf(file));
      if (token.isCancellationRequested || document.version !== version) return [];
      const [first] = modelsOf(project, file.prompt.models);
      const verdict =
        first === undefined ? undefined : verdictOn(project.catalogue, first.id, today());
      const model = verdict?.allowed === true ? verdict.entry : undefined;
      return messageTokens(file.prompt, cases[0]?.testCase, model, countTokens)
        .map(({ at, count, isFilled }) => {
          const line = document.lineAt(Math.min(at.line, document.lineCount) - 1);
          const words = `${count.isEstimate ? '≈ ' : ''}${counted(count.tokens, 'token')}`;
          const hint = new vscode.InlayHint(line.range.end, words);
          hint.paddingLeft = true;
          hint.tooltip = [
            isFilled ? 'Filled with the first case.' : 'Placeholders count as they are written.',
            count.isEstimate ? 'An estimate: the model cuts text in its own way.' : '',
          ]
            .join(' ')
            .trim();
          return hint;
        })
        .filter(({ position }) => range.contains(position));
    },
  };
}
