import * as vscode from 'vscode';
import type { Problem } from '#protocol/problem.ts';
import type { PromptFile } from '../files/workspace.ts';

type Reviewable = Pick<PromptFile, 'path' | 'text'>;

/** What models found in prompts. It counts for a prompt as it was then, and again once it is as it was then. */
export class PromptReviews implements vscode.Disposable {
  /** Paths of prompts. */
  readonly onDidChange: vscode.Event<string>;
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly byPath = new Map<
    string,
    { readonly text: string; readonly problems: readonly Problem[] }
  >();

  constructor() {
    this.onDidChange = this.changed.event;
  }

  take({ path, text }: Reviewable, problems: readonly Problem[]): void {
    this.byPath.set(path, { text, problems });
    this.changed.fire(path);
  }

  of({ path, text }: Reviewable): readonly Problem[] {
    const found = this.byPath.get(path);
    return found?.text === text ? found.problems : [];
  }

  dispose(): void {
    this.changed.dispose();
  }
}
