import type { CaseNode, DependencyGraph, GraphNode, NodeKind } from './graph.ts';
import { dependentsOf, nodeId } from './graph.ts';

/** One thing that is not what it was. */
export interface Change {
  readonly kind: NodeKind | 'dataset';
  readonly name: string;
  /** `renamed`: the same content stood under `from`. */
  readonly what: 'changed' | 'new' | 'removed' | 'renamed';
  readonly from?: string;
  /** Files of the prompts that depend on it. */
  readonly prompts: readonly string[];
}

/** What of a prompt has to run again. */
export interface SelectedPrompt {
  readonly file: string;
  /** Names of the changes that concern all of its cases. Empty: only the cases below are selected. */
  readonly because: readonly string[];
  /** Cases that changed or are new themselves. */
  readonly cases: ReadonlyMap<string, 'changed' | 'new'>;
  /** Cases that are there no more: nothing of them can run. */
  readonly removed: readonly string[];
  /** How many cases the prompt has. */
  readonly total: number;
}

export interface Selection {
  readonly changes: readonly Change[];
  /** Prompts with something to run, or with removed cases; by file. */
  readonly prompts: ReadonlyMap<string, SelectedPrompt>;
}

/** Exactly what depends on something that differs between the two. */
export function selectChanged(before: DependencyGraph, after: DependencyGraph): Selection {
  const differing = differences(before.nodes, after.nodes);
  const reached = dependentsOf(after.nodes, differing.keys());
  const prompts = new Map<string, SelectedPrompt>();
  for (const [file, cases] of after.cases) {
    const because = [...(reached.get(nodeId('prompt', file)) ?? [])].toSorted();
    const selected = selectCases(before.cases.get(file), cases);
    if (because.length + selected.cases.size + selected.removed.length === 0) continue;
    const names = because.map((id) => changeName(after.nodes.get(id) ?? before.nodes.get(id), id));
    prompts.set(file, { file, because: names, ...selected, total: cases.size });
  }
  const changes = [...differing].map(([id, change]): Change => {
    const concerned = [...after.cases.keys()].filter((file) =>
      reached.get(nodeId('prompt', file))?.has(id),
    );
    return { ...change, prompts: concerned };
  });
  return { changes: [...changes, ...movedDatasets(before, after)].toSorted(byName), prompts };
}

/** Whether a case has to run again. */
export function isSelected(selection: Selection, file: string, caseId: string): boolean {
  const prompt = selection.prompts.get(file);
  return prompt !== undefined && (prompt.because.length > 0 || prompt.cases.has(caseId));
}

/** How many cases have to run again. */
export function selectedCount({ because, cases, total }: SelectedPrompt): number {
  return because.length > 0 ? total : cases.size;
}

type Difference = Omit<Change, 'prompts'>;

function differences(
  before: DependencyGraph['nodes'],
  after: DependencyGraph['nodes'],
): ReadonlyMap<string, Difference> {
  const found = new Map<string, Difference>();
  for (const [id, { kind, name, fingerprint, needs }] of after) {
    const old = before.get(id);
    if (old === undefined) found.set(id, { kind, name, what: 'new' });
    else if (old.fingerprint !== fingerprint || !areSame(old.needs, needs)) {
      found.set(id, { kind, name, what: 'changed' });
    }
  }
  for (const [id, { kind, name, fingerprint }] of before) {
    if (after.has(id)) continue;
    const twin = [...found].find(
      ([other, one]) =>
        one.kind === kind && one.what === 'new' && after.get(other)?.fingerprint === fingerprint,
    );
    if (twin !== undefined && isFile(kind)) {
      found.set(twin[0], { kind, name: twin[1].name, what: 'renamed', from: name });
    }
    found.set(id, { kind, name, what: 'removed' });
  }
  return found;
}

function areSame(before: readonly string[], after: readonly string[]): boolean {
  const [one, other] = [new Set(before), new Set(after)];
  return one.size === other.size && after.every((id) => one.has(id));
}

function isFile(kind: NodeKind): boolean {
  return kind === 'file' || kind === 'prompt';
}

function selectCases(
  before: ReadonlyMap<string, CaseNode> | undefined,
  after: ReadonlyMap<string, CaseNode>,
): Pick<SelectedPrompt, 'cases' | 'removed'> {
  const cases = new Map<string, 'changed' | 'new'>();
  for (const [id, { fingerprint }] of after) {
    const old = before?.get(id);
    if (old === undefined) cases.set(id, 'new');
    else if (old.fingerprint !== fingerprint) cases.set(id, 'changed');
  }
  const removed = [...(before?.keys() ?? [])].filter((id) => !after.has(id));
  return { cases, removed };
}

/** Datasets whose cases stand in another file now. The cases themselves are compared by id and content. */
function movedDatasets(before: DependencyGraph, after: DependencyGraph): readonly Change[] {
  const moves = new Map<string, Change>();
  for (const [file, cases] of after.cases) {
    const old = before.cases.get(file);
    for (const [id, { file: name }] of cases) {
      const from = old?.get(id)?.file;
      if (from === undefined || from === name) continue;
      moves.set(`${from}\n${name}`, { kind: 'dataset', name, what: 'renamed', from, prompts: [] });
    }
  }
  return [...moves.values()];
}

/** How a change is called in sentences. */
export function changeName(node: Pick<GraphNode, 'kind' | 'name'> | undefined, id: string): string {
  if (node === undefined) return id;
  return node.kind === 'suite' ? `assay.yml ${node.name}` : `${node.kind} ${node.name}`;
}

function byName(a: Change, b: Change): number {
  const [one, other] = [`${a.kind} ${a.name}`, `${b.kind} ${b.name}`];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
