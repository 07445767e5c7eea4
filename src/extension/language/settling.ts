import { isLikeYaml, type SettleContext } from '#core/lint/settle.ts';
import type { Project, PromptFile } from '../files/workspace.ts';
import { onFirstUse } from '../lazy.ts';

type Matchers = SettleContext['matcherOf'];

/** Only a project with `lint.ignore` needs patterns. */
export const loadMatchers: () => Promise<Matchers> = onFirstUse(async () => {
  const { default: picomatch } = await import('picomatch');
  return (pattern) => picomatch(pattern);
});

/** How a project wants the problems of one of its files told. Without matchers nothing is ignored yet. */
export function settlingOf(
  { suite, texts }: Pick<Project, 'suite' | 'texts'>,
  prompt: Pick<PromptFile, 'file' | 'text'> | undefined,
  matchers: Matchers | undefined,
): SettleContext {
  return {
    settings: suite.lint,
    suiteFile: suite.file,
    files: prompt === undefined ? [] : [prompt.file],
    textOf(file) {
      if (!isLikeYaml(file)) return undefined;
      return file === prompt?.file ? prompt.text : texts.get(file);
    },
    matcherOf: matchers ?? (() => () => false),
  };
}
