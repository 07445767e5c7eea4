import type { PromptFormat } from './format.ts';
import { promptYml } from './promptYml/read.ts';

export const builtinFormats: readonly PromptFormat[] = [promptYml];

/** The format of a prompt file, by its name; `undefined` where no format has it. */
export function formatOf(path: string): PromptFormat | undefined {
  const name = path.toLowerCase();
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return builtinFormats.find(
    ({ names = [], endings }) =>
      names.includes(base) || endings.some((ending) => base.endsWith(ending)),
  );
}

/** What prompt files are called, for people: `Names that end in .prompt.yml or .prompt.yaml.` */
export function promptNames(): string {
  const endings = builtinFormats.flatMap((format) => format.endings);
  const names = builtinFormats.flatMap((format) => format.names ?? []);
  const ending = `Names that end in ${endings.slice(0, -1).join(', ')} or ${endings.at(-1) ?? ''}`;
  return names.length === 0 ? `${ending}.` : `${ending}, and ${names.join(', ')}.`;
}

/** What prompt files are called, as patterns of file names: `*.prompt.yml`. */
export const promptPatterns: readonly string[] = builtinFormats.flatMap(
  ({ endings, names = [] }) => [...endings.map((ending) => `*${ending}`), ...names],
);
