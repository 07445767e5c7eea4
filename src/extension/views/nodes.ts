import type { ModelNode } from './modelRows.ts';
import type { PromptPlace } from './promptRows.ts';
import type { RunNode } from './runRows.ts';

/** What commands are given comes from menus, links and other extensions: looked at before it is used. */

export function isRunNode(value: unknown): value is RunNode {
  return hasText(value, 'root', 'id') && !hasText(value, 'provider');
}

export function isModelNode(value: unknown): value is ModelNode {
  return hasText(value, 'root', 'id', 'provider');
}

export function isPromptPlace(value: unknown): value is PromptPlace {
  if (!hasText(value, 'root', 'prompt')) return false;
  const { line, file } = value;
  return (
    (line === undefined || Number.isInteger(line)) &&
    (file === undefined || typeof file === 'string')
  );
}

/** What `assay.pickModel` takes: a prompt, and perhaps the model it is to use. */
export interface ModelSwap {
  readonly root: string;
  readonly prompt: string;
  readonly model?: string;
}

export function isModelSwap(value: unknown): value is ModelSwap {
  if (!hasText(value, 'root', 'prompt')) return false;
  return value['model'] === undefined || typeof value['model'] === 'string';
}

/** A menu over several rows gives the one clicked and all selected. */
export function runNodesOf(node: unknown, selected: unknown): readonly RunNode[] {
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [node];
  const unique = new Map<string, RunNode>();
  for (const one of all) if (isRunNode(one)) unique.set(`${one.root}\n${one.id}`, one);
  return [...unique.values()];
}

function hasText(value: unknown, ...keys: readonly string[]): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    keys.every((key) => typeof (value as Record<string, unknown>)[key] === 'string')
  );
}
