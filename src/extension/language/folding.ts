import * as vscode from 'vscode';
import { bodyFolds } from '#core/authoring/hints/bodyFolds.ts';

/** Prompts below front matter; those in YAML fold by their indentation, which VS Code sees by itself. */
export const foldingProvider: vscode.FoldingRangeProvider = {
  provideFoldingRanges(document) {
    return bodyFolds(document.fileName, document.getText()).map(
      ({ first, last }) => new vscode.FoldingRange(first - 1, last - 1),
    );
  },
};
