import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FileError, type FileErrorCode, type Files } from '../ports.ts';
import { refuseText, type PathRefusal } from './pathText.ts';

export type Confined = { readonly path: string } | { readonly refusal: PathRefusal };

/**
 * Where a path that a file names leads, without links, if that is inside `root`. `written` counts from `folder`; both
 * folders are absolute. What does not exist yet is judged by the deepest folder that does; opening it says `missing`.
 * Never throws.
 */
export async function confine(
  files: Files,
  root: string,
  written: string,
  folder: string = root,
): Promise<Confined> {
  const refusal = refuseText(written);
  if (refusal !== undefined) return { refusal };
  const wanted = resolve(folder, written);
  try {
    const realRoot = await files.realPath(root);
    if (!isInside(resolve(root), wanted) && !isInside(realRoot, wanted))
      return { refusal: outside(written) };
    const real = await deepestReal(files, wanted);
    return isInside(realRoot, real) ? { path: real } : { refusal: linkedOutside(written) };
  } catch (error) {
    if (error instanceof FileError) return { refusal: unreachable(error) };
    throw error;
  }
}

/** Whether a path that stands inside `root` leads out of it through a link. What cannot be followed does not. */
export async function leadsOut(files: Files, root: string, path: string): Promise<boolean> {
  if (!isInside(root, path)) return false;
  try {
    return !isInside(await files.realPath(root), await files.realPath(path));
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

/** A prefix test would let `/ws-evil` into `/ws`. */
function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Without links; what does not exist yet is named below the deepest folder that does. Throws `FileError`. */
export async function deepestReal(files: Files, path: string): Promise<string> {
  try {
    return await files.realPath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!(error instanceof FileError) || error.code !== 'missing' || parent === path) throw error;
    return join(await deepestReal(files, parent), relative(parent, path));
  }
}

const allowed = 'paths that stay inside the workspace folder';

function outside(written: string): PathRefusal {
  return {
    code: 'path-outside',
    message: `The path ${JSON.stringify(written.slice(0, 80))} leads out of the workspace folder.`,
    allowed,
    next: 'Copy the file into the workspace and name it there.',
  };
}

export function linkedOutside(written: string): PathRefusal {
  return {
    code: 'path-link-outside',
    message: `The path ${JSON.stringify(written.slice(0, 80))} leads out of the workspace folder through a link.`,
    allowed,
    next: 'Replace the link by the file itself.',
  };
}

function unreachable(error: FileError): PathRefusal {
  return {
    code: problemCode(error.code),
    message: error.message,
    allowed,
    next: 'Check the path.',
  };
}

/** How a `FileError` is called where it becomes a problem of an input. */
export function problemCode(code: FileErrorCode): string {
  return `file-${code}`;
}
