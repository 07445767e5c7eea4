import type { PromptFormat } from './format.ts';
import { promptYml } from './promptYml/read.ts';

export const builtinFormats: readonly PromptFormat[] = [promptYml];

/** The format of a prompt file, by the ending of its name; `undefined` where no format has it. */
export function formatOf(path: string): PromptFormat | undefined {
  const name = path.toLowerCase();
  return builtinFormats.find((format) => format.endings.some((ending) => name.endsWith(ending)));
}
