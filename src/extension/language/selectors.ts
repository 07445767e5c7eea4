import type { DocumentSelector } from 'vscode';

/** Only files on disk: prompts elsewhere belong to no project. */
export const promptFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/*.prompt.{yml,yaml}',
};

export const suiteFiles: DocumentSelector = { scheme: 'file', pattern: '**/assay.yml' };

export const catalogueFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/assay.models.yml',
};

/** Which of the three a document is, by its name. */
export function fileKind(path: string): 'prompt' | 'suite' | 'catalogue' | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (name === 'assay.yml') return 'suite';
  if (name === 'assay.models.yml') return 'catalogue';
  return /\.prompt\.ya?ml$/i.test(name) ? 'prompt' : undefined;
}
