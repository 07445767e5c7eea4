import { sha256 } from '../files/hash.ts';

/**
 * A name for a file that belongs to something with a name of its own. It has only letters, digits and "-", and ends with a
 * hash: two things never share one, also where the disk does not tell `A` from `a`.
 */
export function slugOf(name: string, readable: string = name): string {
  const plain = readable
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(-60);
  return `${plain}${plain === '' ? '' : '-'}${sha256(name).slice(0, 10)}`;
}

/** The same for a prompt file; its ending goes without saying. */
export function promptSlug(promptFile: string): string {
  const readable = promptFile.replace(/\.prompt\.ya?ml$/, '');
  return /[A-Za-z0-9]/.test(readable) ? slugOf(promptFile, readable) : slugOf(promptFile, 'prompt');
}
