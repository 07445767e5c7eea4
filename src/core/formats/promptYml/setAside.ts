import type { Problem } from '#protocol/problem.ts';
import type { DocumentNode, MapEntry, MapNode } from '../../documents/node.ts';
import { errorAt, warningAt } from '../../documents/problems.ts';

/** What stays of a file for its shape to judge, and what was said of the rest. */
interface Kept {
  readonly root: MapNode;
  readonly problems: readonly Problem[];
}

/**
 * Takes out of the strict maps what the shape would only call unknown: keys that GitHub Models read
 * past without a word, keys that no workspace may set, and keys with nothing behind them.
 */
export function setAside(root: MapNode, file: string): Kept {
  const problems: Problem[] = [];
  const sift = (map: MapNode, judge: Judge): MapNode =>
    filtered(map, (entry) => {
      const problem = forbidden(entry, file) ?? judge(entry, file);
      if (problem !== undefined) problems.push(problem);
      return problem === undefined && (!isNothing(entry.value) || required.has(entry.key));
    });
  const strict = (map: MapNode): MapNode => sift(map, fine);
  const withParameters = (map: MapNode): MapNode =>
    replaced(map, 'modelParameters', (node) => inMap(node, (one) => sift(one, ignoredParameter)));
  const evaluator = (map: MapNode): MapNode => {
    const kept = strict(map);
    for (const entry of kept.entries) findForbidden(entry.value, file, problems);
    return kept;
  };
  let kept = withParameters(sift(root, misplaced));
  kept = replaced(kept, 'messages', (list) => inItems(list, strict));
  kept = replaced(kept, 'variants', (list) => inItems(list, (map) => withParameters(strict(map))));
  kept = replaced(kept, 'datasets', (list) => inItems(list, strict));
  kept = replaced(kept, 'evaluators', (list) => inItems(list, evaluator));
  return { root: kept, problems };
}

type Judge = (entry: MapEntry, file: string) => Problem | undefined;

const fine: Judge = () => undefined;

/** Elsewhere a key with nothing behind it is as good as no key. */
const required = new Set(['messages', 'role', 'content']);

/** Settings are free, so that only their names can tell. A JSON Schema in them describes data and may have any name. */
function findForbidden(node: DocumentNode, file: string, problems: Problem[]): void {
  if (node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) findForbidden(item, file, problems);
    return;
  }
  for (const entry of node.entries) {
    if (entry.key === 'schema') continue;
    const problem = forbidden(entry, file);
    if (problem === undefined) findForbidden(entry.value, file, problems);
    else problems.push(problem);
  }
}

function forbidden(entry: MapEntry, file: string): Problem | undefined {
  const name = entry.key.toLowerCase().replaceAll(/[_-]/g, '');
  if (endpointNames.has(name))
    return errorAt(
      file,
      entry.keyRange,
      'endpoint-in-workspace',
      `\`${entry.key}\` would choose where requests go, and only the user's own settings may.`,
      'Remove it, and declare the provider in the user settings.',
    );
  if (keyNames.has(name))
    return errorAt(
      file,
      entry.keyRange,
      'key-in-workspace',
      `\`${entry.key}\` puts an API key into a file that others read.`,
      'Remove it, rotate the key, and set the new one in the keychain or the environment.',
    );
  return undefined;
}

function misplaced(entry: MapEntry, file: string): Problem | undefined {
  if (entry.key === 'system')
    return ignored(entry, file, 'Write it as the first message, with `role: system`.');
  const ours = spellings.get(entry.key);
  if (ours !== undefined) return ignored(entry, file, `Write \`${ours}\` under modelParameters.`);
  return unsent.has(entry.key) ? ignored(entry, file, 'Remove it.') : undefined;
}

function ignoredParameter(entry: MapEntry, file: string): Problem | undefined {
  if (entry.key === 'system')
    return ignored(entry, file, 'Write it as the first message, with `role: system`.');
  const ours = spellings.get(entry.key);
  if (ours !== undefined && ours !== entry.key)
    return ignored(entry, file, `Write \`${ours}\` to make it count.`);
  return unsent.has(entry.key) ? ignored(entry, file, 'Remove it.') : undefined;
}

function ignored(entry: MapEntry, file: string, next: string): Problem {
  return warningAt(
    file,
    entry.keyRange,
    'key-ignored',
    `\`${entry.key}\` has no effect here: GitHub Models ignored it, and so does Assay.`,
    next,
  );
}

/** Compared in lower case, without `_` and `-`. */
const endpointNames = new Set([
  'apibase',
  'apibaseurl',
  'apiendpoint',
  'apihost',
  'apiurl',
  'azureendpoint',
  'baseurl',
  'customheaders',
  'defaultheaders',
  'endpoint',
  'extraheaders',
  'headers',
  'httpproxy',
  'httpsproxy',
  'proxy',
]);

const keyNames = new Set(['apikey', 'apitoken', 'accesstoken', 'authorization', 'bearertoken']);

/** As files in the wild spell a parameter → as it is spelt here. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'maxTokens'],
  ['max_completion_tokens', 'maxTokens'],
  ['maxCompletionTokens', 'maxTokens'],
  ['maxTokens', 'maxTokens'],
  ['temperature', 'temperature'],
  ['top_p', 'topP'],
  ['topP', 'topP'],
  ['seed', 'seed'],
  ['stop', 'stop'],
]);

const unsent = new Set([
  'frequency_penalty',
  'frequencyPenalty',
  'presence_penalty',
  'presencePenalty',
]);

function isNothing(node: DocumentNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function filtered(map: MapNode, keep: (entry: MapEntry) => boolean): MapNode {
  const entries = map.entries.filter(keep);
  return entries.length === map.entries.length ? map : { ...map, entries };
}

function replaced(
  map: MapNode,
  key: string,
  change: (node: DocumentNode) => DocumentNode,
): MapNode {
  if (!map.entries.some((entry) => entry.key === key)) return map;
  return {
    ...map,
    entries: map.entries.map((entry) =>
      entry.key === key ? { ...entry, value: change(entry.value) } : entry,
    ),
  };
}

function inMap(node: DocumentNode, change: (map: MapNode) => MapNode): DocumentNode {
  return node.kind === 'map' ? change(node) : node;
}

function inItems(node: DocumentNode, change: (map: MapNode) => MapNode): DocumentNode {
  if (node.kind !== 'list') return node;
  return { ...node, items: node.items.map((item) => inMap(item, change)) };
}
