import type { AssayWorkspace } from '../files/workspace.ts';
import type { DocumentRequest } from './address.ts';
import { compareDocument } from './compareDocument.ts';
import { diffSide } from './diffSide.ts';
import { findComparison } from './findComparison.ts';
import { findPreview } from './findPreview.ts';
import { findCase, findWholeRun } from './findRun.ts';
import { nothingDocument, type Found } from './found.ts';
import { previewDocument } from './previewDocument.ts';
import { resultDocument } from './resultDocument.ts';
import { runDocument } from './runDocument.ts';

/** The text of a virtual document, from what the disk and the editors say now. `today` is an ISO date. */
export async function renderDocument(
  workspace: Pick<AssayWorkspace, 'project' | 'casesOf'>,
  request: DocumentRequest,
  today: string,
): Promise<string> {
  const project = workspace.project(request.root);
  if (project === undefined) {
    return nothingDocument('The folder that this belongs to is not open in this window.');
  }
  const { engine } = project;
  switch (request.kind) {
    case 'result':
      return shown(await findCase(engine, request), resultDocument);
    case 'expected':
    case 'reply':
      return shown(await findCase(engine, request), (found) => diffSide(found, request));
    case 'run':
      return shown(await findWholeRun(engine, request.run), runDocument);
    case 'compare':
      return shown(await findComparison(engine, request), compareDocument);
    case 'preview':
      return shown(await findPreview(workspace, project, request, today), previewDocument);
    default:
      return request satisfies never;
  }
}

function shown<T>(found: Found<T>, write: (value: T) => string): string {
  return 'value' in found ? write(found.value) : nothingDocument(found.message);
}
