import * as vscode from 'vscode';
import type { AuthoringScene } from '#core/authoring/completion.ts';
import {
  hoverInCatalogue,
  hoverInPrompt,
  hoverInSuite,
  type Hover,
} from '#core/authoring/hovers.ts';
import type { ForeignScene } from '#core/authoring/foreign/foreignCompletions.ts';
import type { Services } from '../services.ts';
import { KnownColumns } from './knownColumns.ts';
import { toMarkdown } from './markdown.ts';
import { toRange } from './ranges.ts';
import { foreignScene, sceneAt } from './scene.ts';
import { fileKind } from './selectors.ts';

/** What a model costs, what a metric measures, where a variable comes from, what a key is for. */
export function hoverProvider({ workspace }: Services): vscode.HoverProvider {
  const known = new KnownColumns(workspace);
  return {
    async provideHover(document, position, token) {
      const scene = await sceneAt(workspace, known, document, position);
      if (token.isCancellationRequested) return undefined;
      const foreign = foreignScene(workspace, document, scene);
      const found =
        foreign === undefined ? hoverIn(document.fileName, scene) : await hoverAt(foreign);
      if (token.isCancellationRequested) return undefined;
      return found && new vscode.Hover(toMarkdown(found.note), toRange(found.range));
    },
  };
}

async function hoverAt(scene: ForeignScene): Promise<Hover | undefined> {
  const { hoverInForeign } = await import('#core/authoring/foreign/foreignHovers.ts');
  return hoverInForeign(scene);
}

function hoverIn(path: string, scene: AuthoringScene): Hover | undefined {
  const kind = fileKind(path);
  if (kind === 'prompt' || kind === 'sidecar') return hoverInPrompt(scene);
  if (kind === 'suite') return hoverInSuite(scene);
  return kind === 'catalogue' ? hoverInCatalogue(scene) : undefined;
}
