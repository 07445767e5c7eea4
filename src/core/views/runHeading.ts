import type { RunLine, RunLineState } from '#protocol/history.ts';
import type { RunHeading, RunState } from '#protocol/panelRun.ts';

/** A run that has no end on disk goes on where somebody is writing it, and is interrupted where nobody is. */
export function runState(state: RunLineState, isRunning: boolean): RunState {
  if (state !== 'unended') return state;
  return isRunning ? 'running' : 'interrupted';
}

/** A run as a list names it. `accepted`: files of prompts that have a baseline. */
export function runHeading(
  line: RunLine,
  isRunning: boolean,
  accepted: ReadonlySet<string>,
): RunHeading {
  const { id, startedAt, state, prompts, candidates } = line;
  return {
    run: id,
    title: runTitle(prompts),
    startedAt,
    state: runState(state, isRunning),
    prompts: prompts.map(({ file, name }) => ({ file, name, hasBaseline: accepted.has(file) })),
    candidates: candidates.map(({ prompt, variant, model }, candidate) => {
      return { candidate, prompt, variant, model };
    }),
  };
}

export function runTitle(prompts: readonly { readonly name: string }[]): string {
  return prompts.map(({ name }) => name).join(', ');
}
