import type { DocumentSelector } from 'vscode';
import { promptOfSidecar } from '#core/prompts/sidecarName.ts';

/** Only files on disk: prompts elsewhere belong to no project. */
export const promptFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/*.prompt.{yml,yaml}',
};

/** Prompts whose messages stand below front matter. */
export const bodyFiles: DocumentSelector = { scheme: 'file', pattern: '**/*.{prompty,prompt}' };

/** The same, and configurations of promptfoo. */
export const foreignFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/{*.prompty,*.prompt,*promptfoo*.y*ml}',
};

export const suiteFiles: DocumentSelector = { scheme: 'file', pattern: '**/assay.yml' };

export const catalogueFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/assay.models.yml',
};

/** Prompts, and what may be a dataset of one; whether it is, the index knows. */
export const variableFiles: DocumentSelector = {
  scheme: 'file',
  pattern: '**/*.{jsonl,json,csv,tsv,yml,yaml,prompty,prompt}',
};

/** What stands beside a prompt of another tool and says how it is evaluated. */
export const sidecarFiles: DocumentSelector = { scheme: 'file', pattern: '**/?*.assay.yml' };

/** Which of them a document is, by its name. */
export function fileKind(path: string): 'prompt' | 'sidecar' | 'suite' | 'catalogue' | undefined {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  if (name === 'assay.yml') return 'suite';
  if (name === 'assay.models.yml') return 'catalogue';
  if (promptOfSidecar(name) !== undefined) return 'sidecar';
  return /\.prompt\.ya?ml$/i.test(name) ? 'prompt' : undefined;
}
