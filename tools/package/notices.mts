import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** What esbuild tells of a build, as far as it is used here. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly entryPoint?: string;
      }
    >
  >;
}

/** The licences of every package that is part of the bundle. */
export async function noticesOf({ inputs }: Metafile, root: string): Promise<string> {
  // Not bundled, but what the vocabulary was made from.
  const folders = new Set([resolve(root, 'node_modules/gpt-tokenizer')]);
  for (const input of Object.keys(inputs)) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) folders.add(resolve(root, folder));
  }
  const notices = await Promise.all(Array.from(folders, noticeOf));
  return [`Assay contains parts of these packages.\n`, ...notices.toSorted()].join('\n');
}

const line = '-'.repeat(80);

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Readonly<Record<'name' | 'version' | 'license', string>>;
  const file = (await readdir(folder)).find((one) => /^licen[cs]e(?:\.|$)/i.test(one));
  const text =
    file === undefined
      ? 'Its package holds no licence text beside this name.'
      : await readFile(join(folder, file), 'utf8');
  return `${line}\n${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n').trim()}\n`;
}
