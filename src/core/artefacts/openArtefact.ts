import type { Files } from '../ports.ts';
import { ArtefactError, type Artefact } from './artefact.ts';
import { openFolder } from './folderArtefact.ts';

/** By what stands at the path. Rejects with `ArtefactError` or `FileError`. */
export async function openArtefact(
  files: Files,
  path: string,
  signal: AbortSignal,
): Promise<Artefact> {
  const found = await files.stat(path);
  if (found === undefined) {
    throw new ArtefactError('missing', `${path} does not exist.`, 'Name a zip, or a folder.');
  }
  if (found.kind === 'folder') return openFolder(files, path, signal);
  if (found.kind !== 'file' || !(await beginsAsZip(files, path))) {
    throw new ArtefactError(
      'no-zip',
      `${path} is neither a zip nor a folder.`,
      'Name the artefact as CI gave it, or the folder that it was unpacked into.',
    );
  }
  const { openZip } = await import('./zipFile.ts');
  return openZip(files, path, found.bytes);
}

async function beginsAsZip(files: Files, path: string): Promise<boolean> {
  const [first, second] = await files.readPart(path, { from: 0, bytes: 2 });
  return first === 0x50 && second === 0x4b;
}
