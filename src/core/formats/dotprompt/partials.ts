import { posix } from 'node:path';
import { besides } from '../references.ts';
import type { OtherFiles } from '../otherFiles.ts';
import { decodeSource } from '../../documents/source.ts';
import { splitFrontMatter } from '../frontMatter.ts';

const mostPartials = 100;

/** The texts of the files `_name.prompt` that a text includes, and that these include. */
export function partialsOf(
  text: string,
  file: string,
  others: OtherFiles,
): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  // Those that are added on the way come last.
  const wanted = new Set(namesIn(text));
  for (const name of wanted) {
    if (found.size >= mostPartials) break;
    const body = bodyOf(name, file, others);
    if (body === undefined) continue;
    found.set(name, body);
    for (const more of namesIn(body)) wanted.add(more);
  }
  return Object.fromEntries(found);
}

function namesIn(text: string): Iterable<string> {
  return Array.from(
    text.matchAll(/\{\{\{?~?[ \t]*>[ \t]*["']?([\w./-]{1,200})/g),
    (match) => match[1] ?? '',
  );
}

function bodyOf(name: string, file: string, others: OtherFiles): string | undefined {
  const folder = posix.dirname(name);
  const path = besides(file, posix.join(folder, `_${posix.basename(name)}.prompt`));
  const bytes = path === undefined ? undefined : others.read(path);
  const source =
    bytes === undefined || path === undefined ? undefined : decodeSource(bytes, path).value;
  if (source === undefined) return undefined;
  return splitFrontMatter(source, rules).body;
}

/** How dotprompt's files are split. */
export const rules = { fences: ['---'], mayHaveComments: true } as const;
