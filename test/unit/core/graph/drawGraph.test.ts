import assert from 'node:assert/strict';
import { dotOf, mermaidOf } from '#core/graph/drawGraph.ts';
import { selectChanged } from '#core/graph/selectChanged.ts';
import { nodeId, type DependencyGraph, type GraphNode } from '#core/graph/graph.ts';

function node(kind: GraphNode['kind'], name: string, needs: string[], fingerprint = 'a') {
  return [nodeId(kind, name), { id: nodeId(kind, name), kind, name, fingerprint, needs }] as const;
}

function graph(fingerprint: string): DependencyGraph {
  return {
    nodes: new Map([
      node('model', 'a/b"]', [], fingerprint),
      node('model', 'unused', []),
      node('prompt', 'p.prompt.yml', ['model:a/b"]']),
    ]),
    cases: new Map([['p.prompt.yml', new Map([['one', { fingerprint: '1', file: 'd.csv' }]])]]),
  };
}

describe('drawing the graph', () => {
  it('writes Mermaid in which no name can end its box, with what changed and what it selects', () => {
    const after = graph('b');
    assert.equal(
      mermaidOf(after, selectChanged(graph('a'), after)),
      `flowchart LR
  n0["model: a/b#34;#93;"]
  n1["prompt: p.prompt.yml"]
  n2["1 of 1 cases of d.csv"]
  n0 --> n1
  n1 --> n2
  class n0 changed
  class n1 selected
  class n2 selected
  classDef changed stroke-width:3px,stroke-dasharray:5 3
  classDef selected stroke-width:3px
`,
    );
  });

  it('writes the language of Graphviz', () => {
    assert.equal(
      dotOf(graph('a')),
      `digraph assay {
  rankdir=LR;
  node [shape=box];
  "model:a/b\\"]" [label="model: a/b\\"]"];
  "prompt:p.prompt.yml" [label="prompt: p.prompt.yml"];
  "cases:p.prompt.yml#d.csv" [label="1 cases of d.csv"];
  "model:a/b\\"]" -> "prompt:p.prompt.yml";
  "prompt:p.prompt.yml" -> "cases:p.prompt.yml#d.csv";
}
`,
    );
  });
});
