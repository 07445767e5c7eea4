/** What a run can depend on. A `suite` node is one key of `assay.yml`; a `file` is a scorer, a partial, or the like. */
export type NodeKind = 'suite' | 'model' | 'file' | 'evaluator' | 'prompt';

export interface GraphNode {
  /** `nodeId` of kind and name. */
  readonly id: string;
  readonly kind: NodeKind;
  /** A key, an id of the catalogue, a path relative to the root, or `<prompt>#<evaluator>`. */
  readonly name: string;
  /** Changes when what the node itself says does; what it needs is not in it. */
  readonly fingerprint: string;
  /** Ids of the nodes that it is made from. One of them may not exist. */
  readonly needs: readonly string[];
}

export interface CaseNode {
  /** Changes when a value of the case does. */
  readonly fingerprint: string;
  /** Where it stands, relative to the root. */
  readonly file: string;
}

/** Everything that runs of a project are made from. Cases hang on their prompt, and need it. */
export interface DependencyGraph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** File of the prompt → id of the case. A prompt without cases has an empty map. */
  readonly cases: ReadonlyMap<string, ReadonlyMap<string, CaseNode>>;
}

export function nodeId(kind: NodeKind, name: string): string {
  return `${kind}:${name}`;
}

/** For each node that depends on one of `touched`, however far, those that it depends on; a touched node on itself. */
export function dependentsOf(
  nodes: ReadonlyMap<string, Pick<GraphNode, 'id' | 'needs'>>,
  touched: Iterable<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, string[]>();
  for (const { id, needs } of nodes.values()) {
    for (const need of needs) {
      const known = users.get(need);
      if (known === undefined) users.set(need, [id]);
      else known.push(id);
    }
  }
  const reached = new Map<string, Set<string>>();
  for (const origin of touched) {
    const waiting = [origin];
    const seen = new Set(waiting);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const because = reached.get(id) ?? new Set();
      because.add(origin);
      reached.set(id, because);
      for (const user of users.get(id) ?? []) {
        if (seen.has(user)) continue;
        seen.add(user);
        waiting.push(user);
      }
    }
  }
  return reached;
}
