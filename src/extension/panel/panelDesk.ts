import * as vscode from 'vscode';
import { Texts } from '#core/views/texts.ts';
import type { Route } from '#protocol/panel.ts';
import { noticeText } from '../host/noticeText.ts';
import type { Services } from '../services.ts';
import type { DiffTexts } from './diffTexts.ts';
import { panelEffects } from './panelEffects.ts';
import type { PanelDesk } from './panelAnswers.ts';
import { openPanelProjects, type PanelProjects } from './panelProjects.ts';

/** Joins what answers of the panel are made from. */
export function openPanelDesk(
  services: Services,
  wished: () => Route | undefined,
  diffs: DiffTexts,
): { readonly desk: PanelDesk; readonly projects: PanelProjects } {
  const { workspace, log } = services;
  const texts = new Texts();
  const projects = openPanelProjects(services, texts, isTrusted);
  const desk: PanelDesk = {
    ready: workspace.ready,
    projects: () => projects.all(),
    texts,
    effects: panelEffects(services, diffs),
    isTrusted,
    wished,
    currentRoot: () => projects.current,
    shows: (root, run) => projects.show(root, run),
    broke(error) {
      log.error(error instanceof Error ? error : String(error));
      const why = error instanceof Error ? error.message : 'the log has the details.';
      return {
        code: 'broke',
        message: `That did not work: ${noticeText(why, 300)}`,
        next: 'Look at the log of Assay.',
      };
    },
  };
  return { desk, projects };
}

function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}
