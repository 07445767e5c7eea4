import * as vscode from 'vscode';
import { noteMarkdown, type Note } from '#core/authoring/note.ts';

export function toMarkdown(note: Note): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(noteMarkdown(note));
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
