import { join } from 'node:path';
import { oneLine } from '../models/sanitise.ts';
import type { Files } from '../ports.ts';
import { gitHome, smallText } from './gitCommit.ts';

/**
 * Who git says is at work, read from its own files like the commit: `user.name` of the repository, then of the person.
 * `homes`: folders that may hold the person's configuration, the first that says something wins. `undefined`: nobody.
 */
export async function gitUser(
  files: Files,
  root: string,
  homes: readonly string[],
): Promise<string | undefined> {
  const folder = await gitHome(files, root);
  const places = folder === undefined ? homes : [join(folder, 'config'), ...homes];
  for (const place of places) {
    const name = userName((await smallText(files, place)) ?? '');
    if (name !== undefined) return name;
  }
  return undefined;
}

function userName(config: string): string | undefined {
  let section = '';
  let found: string | undefined;
  for (const line of config.split('\n')) {
    section = /^\s*\[\s*([^\]\s]+)\s*\]/.exec(line)?.[1]?.toLowerCase() ?? section;
    const value = /^\s*(?:\[[^\]]*\]\s*)?name\s*=\s*(.*)$/i.exec(line)?.[1];
    if (section === 'user' && value !== undefined) found = plain(value);
  }
  return found === '' ? undefined : found;
}

/** Without quotation marks and the comment behind it. */
function plain(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1]?.replace(/\\(.)/g, '$1');
  return oneLine(quoted ?? value.replace(/\s[#;].*$/, ''), 100);
}
