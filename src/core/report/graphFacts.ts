import type { DependencyGraph } from '../graph/graph.ts';
import {
  changeName,
  selectedCount,
  type Change,
  type SelectedPrompt,
  type Selection,
} from '../graph/selectChanged.ts';
import type { ChangedSince } from '../engine.ts';
import { count, counted } from './numbers.ts';

/** `3 changes since origin/main (1a2b3c4d5e): 12 of 120 cases of 2 prompts`. */
export function changedSentence({ ref, commit, selection }: ChangedSince): string {
  const since = `since ${ref} (${commit.slice(0, 10)})`;
  const selected = [...selection.prompts.values()].filter((one) => selectedCount(one) > 0);
  const cases = selected.reduce((sum, one) => sum + selectedCount(one), 0);
  const total = selected.reduce((sum, one) => sum + one.total, 0);
  if (cases === 0) return `Nothing that a case depends on has changed ${since}.`;
  return `Selected ${since}: ${count(cases)} of ${counted(total, 'case')} in ${counted(selected.length, 'prompt')}.`;
}

/** A line for each change: `changed  model openai/gpt-5-mini  2 prompts`. */
export function changeLine({ kind, name, what, from, prompts }: Change): string {
  const called = changeName(kind === 'dataset' ? undefined : { kind, name }, `dataset ${name}`);
  const former = from === undefined ? '' : ` (was ${from})`;
  const concerned = prompts.length === 0 ? 'selects no prompt' : `selects ${prompts.join(', ')}`;
  return `${what} ${called}${former}: ${kind === 'dataset' ? 'its cases are compared one by one' : concerned}`;
}

const mostNamed = 20;

/** Why a prompt, or which of its cases, are selected. */
export function selectedLine({ file, because, cases, removed, total }: SelectedPrompt): string {
  const named = [...cases].slice(0, mostNamed).map(([id, what]) => `${id} (${what})`);
  const more = cases.size > mostNamed ? `, and ${count(cases.size - mostNamed)} more` : '';
  const parts = [
    because.length > 0 ? `all ${counted(total, 'case')}, because of ${because.join(', ')}` : '',
    because.length === 0 && cases.size > 0
      ? `${count(cases.size)} of ${counted(total, 'case')}: ${named.join(', ')}${more}`
      : '',
    removed.length > 0 ? `${counted(removed.length, 'case')} removed` : '',
  ];
  return `${file}: ${parts.filter((part) => part !== '').join('; ')}`;
}

/** Plain data for `--format json`. */
export function selectionJson({ changes, prompts }: Selection): Record<string, unknown> {
  return {
    changes,
    prompts: [...prompts.values()].map((one) => ({
      ...one,
      cases: [...one.cases].map(([id, what]) => ({ id, what })),
      selected: selectedCount(one),
    })),
  };
}

export function graphJson({ nodes, cases }: DependencyGraph): Record<string, unknown> {
  return {
    nodes: [...nodes.values()],
    prompts: [...cases].map(([file, some]) => ({
      file,
      cases: [...some].map(([id, one]) => ({ id, ...one })),
    })),
  };
}
