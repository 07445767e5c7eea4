import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import { coalesce } from '../running/coalesce.ts';
import type { Row } from './row.ts';

export interface RowViewOptions<R extends Row> {
  /** Shown instead of rows until `ready`. */
  readonly looking: string;
  readonly ready: Promise<void>;
  readonly canSelectMany?: boolean;
  /** Asked only while the view is shown. */
  children(row: R | undefined): Promise<readonly R[]>;
}

export interface RowView extends vscode.Disposable {
  /** Asks for all rows anew: soon where the view is shown, otherwise when it is. */
  refresh(): void;
}

const gatherMs = 150;

/** A tree view over rows. Nothing is computed while it is hidden; ages are fresh whenever it appears. */
export function openRowView<R extends Row>(id: string, options: RowViewOptions<R>): RowView {
  const changes = new vscode.EventEmitter<R | undefined>();
  const soon = coalesce<undefined>(gatherMs, () => {
    if (view.visible) changes.fire(undefined);
  });
  let isReady = false;
  let isOver = false;
  const view = vscode.window.createTreeView<R>(id, {
    canSelectMany: options.canSelectMany ?? false,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getTreeItem: treeItem,
      async getChildren(row) {
        await options.ready;
        try {
          const rows = await options.children(row);
          if (row === undefined) view.message = '';
          return [...rows];
        } catch (error) {
          view.message = plainField(error instanceof Error ? error.message : String(error));
          return [];
        }
      },
    },
  });
  view.message = options.looking;
  void options.ready.then(() => {
    if (isOver) return;
    isReady = true;
    view.message = '';
  });
  const listening = view.onDidChangeVisibility(({ visible }) => {
    if (visible && isReady) changes.fire(undefined);
  });
  const owned = vscode.Disposable.from(listening, soon, view, changes);
  return {
    refresh() {
      soon.add(undefined);
    },
    dispose() {
      isOver = true;
      owned.dispose();
    },
  };
}

function treeItem(row: Row): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, collapsible(row.expands));
  item.id = row.key;
  if (row.description !== undefined) item.description = row.description;
  // A string, never Markdown: names and reasons come from files.
  item.tooltip = row.tooltip ?? row.label;
  // Otherwise the whole tooltip is read out.
  item.accessibilityInformation = {
    label: [row.label, row.description]
      .filter((part) => part !== undefined && part !== '')
      .join(', '),
  };
  if (row.icon !== undefined) {
    const { id, color } = row.icon;
    item.iconPath = new vscode.ThemeIcon(
      id,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
  }
  if (row.contextValue !== undefined) item.contextValue = row.contextValue;
  if (row.command !== undefined) {
    const { arguments: given, ...command } = row.command;
    item.command = { ...command, arguments: [...given] };
  }
  return item;
}

function collapsible(expands: Row['expands']): vscode.TreeItemCollapsibleState {
  if (expands === undefined) return vscode.TreeItemCollapsibleState.None;
  return expands === 'expanded'
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}
