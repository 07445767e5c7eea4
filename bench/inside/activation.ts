import { extensions } from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { eventually } from '../../test/extension/eventually.ts';
import { datasetPrompt, promptText, writeWorkspace, writings } from './files.ts';
import { loadedScripts } from './scripts.ts';
import { after, measured } from './tell.ts';

const prompts = 200;

/** From a window that knows nothing of the extension, with so many prompts in its folder. */
export async function activation(): Promise<void> {
  const { yaml } = writings;
  const cases = Array.from({ length: 12 }, (_, at) => yaml.row(`case-${at}`)).join('');
  const indented = cases.replaceAll(/^(?=.)/gm, '  ');
  const files: Record<string, string> = { 'data/few.jsonl': writings.jsonl.row('one') };
  for (let at = 0; at < prompts; at += 1) {
    const below = `testData:\n${indented}`;
    files[`prompts/p${at}.prompt.yml`] =
      at % 4 === 0 ? datasetPrompt(`p${at}`, '../data/few.jsonl') : promptText(`p${at}`, below);
  }
  await writeWorkspace(files);
  const extension = extensions.getExtension<AssayApi>('assay.assay');
  if (extension === undefined) throw new Error('VS Code does not know the extension.');
  if (extension.isActive) throw new Error('The extension was active before it was measured.');
  const startedAt = performance.now();
  const { workspace } = await extension.activate();
  measured('activate', performance.now() - startedAt);
  const atOnce = loadedScripts(extension.extensionPath);
  measured('activateBytes', atOnce.bytes);
  measured('activateFiles', atOnce.count);
  await workspace.ready;
  await eventually('the prompts are known', () => countPrompts(workspace) === prompts, 30_000);
  measured('ready', performance.now() - startedAt);
  // What the first look at the prompts leads to, such as their problems.
  await after(1000);
  const inTheEnd = loadedScripts(extension.extensionPath);
  measured('readyBytes', inTheEnd.bytes);
  measured('readyFiles', inTheEnd.count);
}

function countPrompts({ projects }: AssayApi['workspace']): number {
  return projects.reduce((sum, { prompts: found }) => sum + found.length, 0);
}
