import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { serve, type Server } from '#base/rpc.ts';
import type { PanelMethods, PanelNotice, Route } from '#protocol/panel.ts';
import { panelParams } from '#protocol/panelGuards.ts';
import { panelType } from '../ids.ts';
import type { Services } from '../services.ts';
import { openDiffTexts } from './diffTexts.ts';
import { heldNotices } from './heldNotices.ts';
import { pageHtml } from './pageHtml.ts';
import { pagePort } from './pagePort.ts';
import { panelAnswers } from './panelAnswers.ts';
import type { PanelWish } from './panelDoor.ts';
import { openPanelDesk } from './panelDesk.ts';
import { panelNotices } from './panelNotices.ts';
import { watchChanges } from './watchChanges.ts';

/** The panel of a window: at most one, wherever it is asked for from. */
export interface Panel extends vscode.Disposable {
  open(wish: PanelWish): void;
  /** Takes over a view that VS Code brought back after a reload of the window. */
  restore(view: vscode.WebviewPanel): void;
}

function nonce(): string {
  return randomBytes(18).toString('base64url');
}

export function openPanel(services: Services): Panel {
  const { context } = services;
  const folder = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  let shown:
    | { readonly view: vscode.WebviewPanel; readonly server: Server<PanelNotice> }
    | undefined;
  let wished: Route | undefined;
  const diffs = openDiffTexts();
  const { desk, projects } = openPanelDesk(services, () => wished, diffs);
  const held = heldNotices(
    () => shown?.view.visible === true,
    (notice) => shown?.server.tell(notice),
  );
  const notices = panelNotices((notice) => held.add(notice));
  const watching = watchChanges(services, projects, notices);
  const options: vscode.WebviewOptions = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [folder],
  };

  const take = (view: vscode.WebviewPanel): void => {
    const { webview } = view;
    webview.options = options;
    view.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png');
    const server = serve<PanelMethods, PanelNotice>(
      pagePort(webview),
      panelParams,
      panelAnswers(desk),
    );
    shown = { view, server };
    held.clear();
    const seeing = view.onDidChangeViewState(() => held.release());
    view.onDidDispose(() => {
      seeing.dispose();
      server.dispose();
      if (shown?.view === view) shown = undefined;
    });
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    webview.html = pageHtml(
      { source: webview.cspSource, script: file('main.js'), style: file('styles.css') },
      { script: nonce(), style: nonce() },
    );
  };

  return {
    open({ root, route }) {
      projects.choose(root);
      wished = route;
      if (shown === undefined) {
        take(
          vscode.window.createWebviewPanel(panelType, 'Assay', vscode.ViewColumn.Active, {
            ...options,
            // VS Code leaves a page blank now and then that is hidden and shown again at once.
            retainContextWhenHidden: true,
          }),
        );
        return;
      }
      const { view, server } = shown;
      view.reveal();
      if (route !== undefined) server.tell({ kind: 'show', route });
    },
    restore(view) {
      // Two of them can come back where a window was duplicated; the first is as good as the second.
      if (shown === undefined) take(view);
      else view.dispose();
    },
    dispose() {
      watching.dispose();
      notices.dispose();
      diffs.dispose();
      shown?.view.dispose();
    },
  };
}
