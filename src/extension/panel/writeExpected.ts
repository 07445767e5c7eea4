import { join } from 'node:path';
import * as vscode from 'vscode';
import { done, failed, type Outcome } from '#base/rpc.ts';
import { expectedChange } from '#core/authoring/expected/expectedChange.ts';
import type { FoundCase } from '#core/views/caseView.ts';
import type { Nothing } from '#protocol/panel.ts';
import { datasetPath, isBelow, nameInProject } from '../files/places.ts';
import type { PromptFile } from '../files/workspace.ts';
import type { Services } from '../services.ts';
import { correctionPlace } from './correctionPlace.ts';

export interface Correction {
  readonly prompt: PromptFile;
  readonly found: FoundCase;
  readonly expected: string;
}

/** Writes a corrected answer into the file of its case, as an edit that can be taken back. */
export async function writeExpected(
  { workspace }: Pick<Services, 'workspace'>,
  { prompt, found, expected }: Correction,
): Promise<Outcome<Nothing>> {
  const outline = await workspace.casesOf(prompt);
  const uses = (prompt.prompt?.datasets ?? []).map((reference) => {
    const fsPath = datasetPath(prompt, reference.file);
    return { file: nameInProject(prompt, { fsPath }), reference };
  });
  const place = correctionPlace(found.testCase, outline, { file: prompt.file, uses });
  if ('why' in place) return notWritten(place.why);
  const path = join(prompt.root, place.file);
  if (!isBelow(prompt.root, path)) return notWritten('Its file does not lie in the project.');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const { version, isDirty } = document;
  const text = document.getText();
  const changing = await expectedChange({ ...place, text }, expected);
  if ('why' in changing) return notWritten(changing.why);
  const isStale = document.version !== version || workspace.knownCases(prompt) !== outline;
  if (isStale) return notWritten('Its file is being changed.');
  const { offset, length, text: written } = changing.change;
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  edit.replace(document.uri, range, written);
  if (!(await vscode.workspace.applyEdit(edit))) return notWritten('VS Code refused the change.');
  // What was saved stays saved; what somebody is at is theirs to save.
  if (!isDirty) await document.save();
  return done({});
}

function notWritten(why: string): Outcome<never> {
  return failed(
    'not-written',
    `The answer was not written. ${why}`,
    'Open the case and write it there.',
  );
}
