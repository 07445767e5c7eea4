import { dirname } from 'node:path';
import { promptChange } from '#core/compare/promptChange.ts';
import { scoredVersion, type ScoredVersion } from '#core/compare/scoredVersion.ts';
import { gitText } from '#core/project/gitVersions.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import type { AssayWorkspace, Project, PromptFile } from '../files/workspace.ts';
import { gitSetup } from '../host/gitSetup.ts';
import type { Found } from './found.ts';
import { previewedCase } from './findPreview.ts';
import { codeSpan } from './markdown.ts';
import type { PromptChangeFound } from './promptChangeDocument.ts';

/** What a prompt is compared with: how git knows it, or another prompt of the project. */
export interface Against {
  readonly kind: 'ref' | 'file';
  readonly name: string;
}

export interface PromptComparing {
  readonly prompt: string;
  readonly against: Against;
  readonly caseId?: string | undefined;
  readonly index: number;
}

/** The prompt as it stands in the editor beside another version of it. */
export async function findPromptChange(
  workspace: Pick<AssayWorkspace, 'casesOf'>,
  project: Pick<Project, 'prompts' | 'engine'>,
  { prompt: file, against, caseId, index }: PromptComparing,
  isTrusted: boolean,
): Promise<Found<PromptChangeFound>> {
  const now = project.prompts.find((one) => one.file === file);
  if (now === undefined) return { message: `There is no prompt ${codeSpan(file)} any more.` };
  if (now.prompt === undefined) {
    return { message: `${codeSpan(file)} cannot be read as a prompt. See its problems.` };
  }
  const before = await versionText(project, now, against, isTrusted);
  if ('message' in before) return before;
  const name = against.kind === 'file' ? against.name : file;
  const old = readPrompt(Buffer.from(before.value), name).value;
  if (old === undefined) {
    return { message: `${codeSpan(against.name)} cannot be read as a prompt.` };
  }
  const { cases } = await workspace.casesOf(now);
  const shown = previewedCase(cases, caseId, index)?.testCase;
  const scores = await scoresOf(project, now, name, before.value);
  return {
    value: {
      file,
      against: against.name,
      caseId: shown?.id,
      change: promptChange(old, now.prompt, shown?.values ?? {}),
      ...scores,
    },
  };
}

/** The text of the other version. Starts git, and only in a folder that is trusted. */
export async function versionText(
  project: Pick<Project, 'prompts'>,
  { uri }: Pick<PromptFile, 'uri'>,
  { kind, name }: Against,
  isTrusted: boolean,
): Promise<Found<string>> {
  if (kind === 'file') {
    const other = project.prompts.find((one) => one.file === name);
    if (other === undefined) return { message: `There is no prompt ${codeSpan(name)} any more.` };
    return { value: other.text };
  }
  if (!isTrusted) {
    return {
      message: `git is not started in ${codeSpan(dirname(uri.fsPath))} until you trust it.`,
    };
  }
  const found = await gitText(gitSetup(), uri.fsPath, name);
  return 'why' in found ? { message: found.why } : { value: found.text };
}

/** The newest runs of both versions. */
export async function scoresOf(
  { engine }: Pick<Project, 'engine'>,
  now: Pick<PromptFile, 'file' | 'text'>,
  otherFile: string,
  otherText: string,
): Promise<{
  readonly before: ScoredVersion | undefined;
  readonly after: ScoredVersion | undefined;
}> {
  const runs = await engine.history.list();
  return {
    before: scoredVersion(runs, otherFile, otherText),
    after: scoredVersion(runs, now.file, now.text),
  };
}
