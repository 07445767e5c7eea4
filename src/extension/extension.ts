import type * as vscode from 'vscode';
import { compose, type AssayApi } from './compose.ts';

export function activate(context: vscode.ExtensionContext): Promise<AssayApi> {
  return compose(context);
}
