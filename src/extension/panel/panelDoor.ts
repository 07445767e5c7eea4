import * as vscode from 'vscode';
import type { Route } from '#protocol/panel.ts';
import { panelType } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import type { Panel } from './panel.ts';

/** Where the panel is to be opened. */
export interface PanelWish {
  /** Files are named as this project names them. */
  readonly root?: string;
  /** Absent: where it is, or at the newest run. */
  readonly route?: Route;
}

/** The way to the panel, which is loaded when somebody first goes through. */
export interface PanelDoor {
  readonly feature: Feature;
  open(services: Services, wish: PanelWish): Promise<void>;
}

export function panelDoor(): PanelDoor {
  let loading: Promise<Panel> | undefined;
  const load = (services: Services): Promise<Panel> => {
    loading ??= import('./panel.ts').then(({ openPanel }) => openPanel(services));
    return loading;
  };
  return {
    feature(services) {
      const restoring = vscode.window.registerWebviewPanelSerializer(panelType, {
        async deserializeWebviewPanel(view) {
          (await load(services)).restore(view);
        },
      });
      return {
        dispose() {
          restoring.dispose();
          void loading?.then((panel) => panel.dispose());
        },
      };
    },
    async open(services, wish) {
      (await load(services)).open(wish);
    },
  };
}
