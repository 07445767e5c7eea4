import { plainField } from '#base/plainText.ts';
import { nodeId, type DependencyGraph, type GraphNode } from './graph.ts';
import { isSelected, type Selection } from './selectChanged.ts';

interface Box {
  readonly id: string;
  readonly label: string;
  readonly mark?: 'changed' | 'selected';
}

interface Drawing {
  readonly boxes: readonly Box[];
  /** From what is needed to what needs it. */
  readonly arrows: readonly (readonly [from: string, to: string])[];
}

/** The graph as a flowchart of Mermaid. */
export function mermaidOf(graph: DependencyGraph, selection?: Selection): string {
  const { boxes, arrows } = drawingOf(graph, selection);
  const names = new Map(boxes.map(({ id }, place) => [id, `n${place}`]));
  const marked = boxes.filter(({ mark }) => mark !== undefined);
  return [
    'flowchart LR',
    ...boxes.map(({ id, label }) => `  ${names.get(id)}["${escaped(label)}"]`),
    ...arrows.map(([from, to]) => `  ${names.get(from)} --> ${names.get(to)}`),
    ...marked.map(({ id, mark }) => `  class ${names.get(id)} ${mark}`),
    ...(marked.length === 0
      ? []
      : [
          '  classDef changed stroke-width:3px,stroke-dasharray:5 3',
          '  classDef selected stroke-width:3px',
        ]),
    '',
  ].join('\n');
}

/** The graph in the language of Graphviz. */
export function dotOf(graph: DependencyGraph, selection?: Selection): string {
  const { boxes, arrows } = drawingOf(graph, selection);
  const styles = { changed: ', style=dashed, penwidth=3', selected: ', penwidth=3' } as const;
  return [
    'digraph assay {',
    '  rankdir=LR;',
    '  node [shape=box];',
    ...boxes.map(({ id, label, mark }) => {
      const style = mark === undefined ? '' : styles[mark];
      return `  ${quoted(id)} [label=${quoted(label)}${style}];`;
    }),
    ...arrows.map(([from, to]) => `  ${quoted(from)} -> ${quoted(to)};`),
    '}',
    '',
  ].join('\n');
}

/** Cases that stand in one file are one box. What nothing needs is left out, unless it changed. */
function drawingOf(graph: DependencyGraph, selection: Selection | undefined): Drawing {
  const changed = new Set(
    selection?.changes.flatMap(({ kind, name }) => (kind === 'dataset' ? [] : nodeId(kind, name))),
  );
  const needed = new Set([...graph.nodes.values()].flatMap(({ needs }) => needs));
  const nodes = [...graph.nodes.values()].filter(
    ({ id, kind }) => kind === 'prompt' || needed.has(id) || changed.has(id),
  );
  const boxes: Box[] = nodes.map((node) => ({
    id: node.id,
    label: labelOf(node),
    ...markOf(changed.has(node.id), isPromptSelected(node, selection)),
  }));
  const arrows = nodes.flatMap(({ id, needs }) =>
    needs.filter((need) => graph.nodes.has(need)).map((need) => [need, id] as const),
  );
  for (const [file, cases] of graph.cases) {
    const byFile = Map.groupBy(cases, ([, one]) => one.file);
    for (const [from, some] of byFile) {
      const id = `cases:${file}#${from}`;
      const chosen = some.filter(([caseId]) => selection && isSelected(selection, file, caseId));
      const of = chosen.length === 0 ? '' : `${chosen.length} of `;
      const label = `${of}${some.length} cases of ${from}`;
      boxes.push({ id, label, ...markOf(false, chosen.length > 0) });
      arrows.push([nodeId('prompt', file), id]);
    }
  }
  return { boxes, arrows };
}

function quoted(text: string): string {
  return JSON.stringify(plainField(text, 200));
}

function labelOf({ kind, name }: GraphNode): string {
  return kind === 'suite' ? `assay.yml: ${name}` : `${kind}: ${name}`;
}

function isPromptSelected({ kind, name }: GraphNode, selection: Selection | undefined): boolean {
  return kind === 'prompt' && (selection?.prompts.get(name)?.because.length ?? 0) > 0;
}

function markOf(isChanged: boolean, isChosen: boolean): Pick<Box, 'mark'> {
  if (isChanged) return { mark: 'changed' };
  return isChosen ? { mark: 'selected' } : {};
}

/** What Mermaid would take for its own marks, as character references. */
function escaped(label: string): string {
  return plainField(label, 200).replace(
    /[#"<>[\]{}()|`\\;&]/g,
    (mark) => `#${mark.codePointAt(0)};`,
  );
}
