import { sortedJson } from '#base/sortedJson.ts';
import { caseFingerprint, variantFingerprint } from '../authoring/fingerprint.ts';
import { sha256 } from '../files/hash.ts';
import { prepareEvaluators } from '../metrics/evaluate.ts';
import { casesOf, type CaseDesk } from '../project/casesOf.ts';
import type { LoadedPrompt, Project } from '../project/loadProject.ts';
import type { Suite } from '../project/suite.ts';
import type { Evaluator, Prompt } from '../prompts/prompt.ts';
import type { ScorerHost } from '../scorers/scorer.ts';
import {
  nodeId,
  type CaseNode,
  type DependencyGraph,
  type GraphNode,
  type NodeKind,
} from './graph.ts';

/** Keys of the suite that shape what comes out of a prompt. The others only say how a run goes about it. */
const keys = {
  models: 'models',
  judge: 'judge',
  embedding: 'embedding',
  repeats: 'repeats',
  gate: 'gate',
} as const;

/** What `defaultJudge` is while evaluators are looked at, to see which of them take it. */
const byDefault = { judge: 'assay.yml judge', embedding: 'assay.yml embedding' } as const;

/** Reads every case. What cannot be read is left out: whoever runs the project says so. */
export async function buildGraph(
  desk: CaseDesk,
  project: Project,
  scorers: ScorerHost,
  signal: AbortSignal,
): Promise<DependencyGraph> {
  const nodes = new Map<string, GraphNode>();
  const add = (
    kind: NodeKind,
    name: string,
    says: unknown,
    needs: readonly string[] = [],
  ): void => {
    const id = nodeId(kind, name);
    nodes.set(id, { id, kind, name, fingerprint: shortHash(says), needs: [...new Set(needs)] });
  };
  for (const entry of project.catalogue?.models ?? []) add('model', entry.id, entry);
  addSuite(project.suite, add);
  const cases = new Map<string, ReadonlyMap<string, CaseNode>>();
  for (const loaded of project.prompts) {
    const { file, prompt } = loaded;
    if (prompt === undefined) {
      add('prompt', file, loaded.text);
      cases.set(file, new Map());
      continue;
    }
    const evaluators: string[] = [];
    for (const evaluator of prompt.evaluators) {
      const name = `${file}#${evaluator.name}`;
      add('evaluator', name, saysOf(evaluator), await needsOf(file, evaluator, scorers, add));
      evaluators.push(nodeId('evaluator', name));
    }
    const others = othersOf(loaded, prompt, add);
    add('prompt', file, promptSays(prompt), [...evaluators, ...others, ...promptNeeds(prompt)]);
    cases.set(file, await readCaseNodes(desk, loaded, prompt, signal));
  }
  signal.throwIfAborted();
  return { nodes, cases };
}

type Add = (kind: NodeKind, name: string, says: unknown, needs?: readonly string[]) => void;

function addSuite(suite: Suite, add: Add): void {
  for (const [key, value] of Object.entries(suite)) {
    if (key === 'file' || value === undefined || (Array.isArray(value) && value.length === 0))
      continue;
    const models = [value].flat().flatMap((one: unknown) => (isPlaced(one) ? [one.id] : []));
    add(
      'suite',
      key,
      withoutPlaces(value),
      models.map((id) => nodeId('model', id)),
    );
  }
}

/** Where something stands in `assay.yml` does not count. */
function withoutPlaces(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) => (key === 'range' ? undefined : part));
  return JSON.parse(text);
}

function isPlaced(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && 'range' in value;
}

/** Name and description do not count, nor do places. */
function promptSays({ variants, models, repeats }: Prompt): unknown {
  return [
    variants.map((variant) => [variant.name, variantFingerprint({ evaluators: [] }, variant)]),
    models.map(({ id }) => id),
    repeats,
  ];
}

/** Partials and the like, there or not. Files of cases are left out: cases are compared one by one. */
function othersOf({ others }: LoadedPrompt, { cases }: Prompt, add: Add): readonly string[] {
  const ofCases = new Set(cases.map(({ source }) => source.file));
  const { contents } = others;
  return others.files.flatMap((file) => {
    if (ofCases.has(file)) return [];
    const content = contents.get(file);
    if (content !== undefined) add('file', file, sha256(content));
    return [nodeId('file', file)];
  });
}

function promptNeeds({ models, repeats }: Prompt): readonly string[] {
  const asked =
    models.length === 0
      ? [nodeId('suite', keys.models)]
      : models.map(({ id }) => nodeId('model', id));
  const asOften = repeats === undefined ? [nodeId('suite', keys.repeats)] : [];
  return [...asked, ...asOften, nodeId('suite', keys.gate)];
}

function saysOf({ uses, with: settings, threshold }: Evaluator): unknown {
  return [uses, settings, threshold];
}

/** The files an evaluator is made of, and the models it asks. */
async function needsOf(
  file: string,
  evaluator: Evaluator,
  scorers: ScorerHost,
  add: Add,
): Promise<readonly string[]> {
  const { value } = await prepareEvaluators([evaluator], {
    file,
    defaultJudge: byDefault.judge,
    defaultEmbedding: byDefault.embedding,
    scorers,
  });
  return (value ?? []).flatMap(({ inputs, judges, embedders }) => {
    for (const input of inputs) add('file', input.file, input.sha256);
    return [
      ...inputs.map((input) => nodeId('file', input.file)),
      ...judges.map((id) => modelOr(id, byDefault.judge, keys.judge)),
      ...embedders.map((id) => modelOr(id, byDefault.embedding, keys.embedding)),
    ];
  });
}

function modelOr(id: string, marker: string, key: string): string {
  return id === marker ? nodeId('suite', key) : nodeId('model', id);
}

async function readCaseNodes(
  desk: CaseDesk,
  loaded: LoadedPrompt,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CaseNode>> {
  const nodes = new Map<string, CaseNode>();
  const read = casesOf(desk, loaded, prompt, () => {}, signal);
  for await (const { cases } of read) {
    for (const one of cases) {
      nodes.set(one.id, { fingerprint: caseFingerprint(one), file: one.source.file });
    }
  }
  return nodes;
}

function shortHash(says: unknown): string {
  return sha256(sortedJson(says)).slice(0, 16);
}
