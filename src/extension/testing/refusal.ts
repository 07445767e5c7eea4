import type { Problem } from '#protocol/problem.ts';
import type { RunTarget } from '../running/runSessions.ts';

/** One file with an error keeps all from running; the others are run without it. */
export interface SplitRefusal {
  /** Prompts that have errors of their own, with these. */
  readonly broken: ReadonlyMap<string, readonly Problem[]>;
  /** What can be tried again. */
  readonly rest: RunTarget;
}

/** `undefined`: the refusal concerns all of the target. `fileOf` names a prompt's file as problems do. */
export function splitRefusal(
  target: RunTarget,
  problems: readonly Problem[],
  fileOf: (prompt: string) => string | undefined,
): SplitRefusal | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const files = new Map(target.prompts.map((prompt) => [fileOf(prompt), prompt]));
  const broken = Map.groupBy(errors, ({ file }) => files.get(file));
  // An error elsewhere, such as in the catalogue, is everybody's.
  if (errors.length === 0 || broken.has(undefined)) return undefined;
  const sound = target.prompts.filter((prompt) => !broken.has(prompt));
  if (sound.length === 0) return undefined;
  const known = [...broken].flatMap(([prompt, of]): [string, readonly Problem[]][] => {
    return prompt === undefined ? [] : [[prompt, of]];
  });
  return { broken: new Map(known), rest: { ...target, prompts: sound } };
}
