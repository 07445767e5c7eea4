import type { Problem, TextRange } from '#protocol/problem.ts';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Pair, ParsedNode, YAMLMap } from 'yaml';
import { deepestNesting } from './node.ts';
import type { DocumentLimits, DocumentNode, MapEntry, ScalarNode } from './node.ts';
import { errorAt, quoteFound } from './problems.ts';
import type { Reading } from './reading.ts';
import type { SourceText } from './source.ts';
import type { YamlReferences } from './yamlReferences.ts';

/** The library's tree as ours, with every rule about keys and numbers. The tree nests no deeper than the scan allows. */
export function convertYaml(
  root: ParsedNode,
  source: SourceText,
  limits: DocumentLimits,
  braces: ReadonlySet<number>,
  references?: YamlReferences,
): Reading<DocumentNode> {
  const problems: Problem[] = [];
  let tooDeep = false;
  const report = (range: TextRange, code: string, message: string, next: string): void => {
    problems.push(errorAt(source.file, range, code, message, next));
  };

  const convert = (node: ParsedNode | null, place: number, depth: number): DocumentNode => {
    const made = converted(node, place, depth);
    if (node !== null && !isAlias(node) && node.anchor !== undefined)
      references?.anchor(node.anchor, made);
    return made;
  };

  const converted = (node: ParsedNode | null, place: number, depth: number): DocumentNode => {
    const start = node?.range[0] ?? place;
    const end = node?.range[1] ?? place;
    const range = source.range(start, end);
    if (node !== null && braces.has(start)) return textNode(start, lineEnd(source.text, start));
    if (depth > deepestNesting && (isMap(node) || isSeq(node))) {
      if (!tooDeep) {
        const message = `Values nest deeper than ${String(deepestNesting)} levels here.`;
        report(range, 'yaml-too-deep', message, 'Write the file with fewer levels.');
      }
      tooDeep = true;
      return textNode(start, end);
    }
    if (isAlias(node)) {
      // The scan has refused it.
      if (references === undefined) return textNode(start, end);
      const found = references.follow(node.source, range, depth);
      if ('code' in found) report(range, found.code, found.message, found.next);
      return 'code' in found ? textNode(start, end) : found;
    }
    if (isMap(node)) return { kind: 'map', range, entries: entriesOf(node, start, depth) };
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as ParsedNode | null, start, depth + 1));
      return { kind: 'list', range, items };
    }
    if (!isScalar(node)) return textNode(start, end);
    return scalarOf(node.value, node.type ?? 'PLAIN', start, end);
  };

  const entriesOf = (map: YAMLMap.Parsed, place: number, depth: number): MapEntry[] => {
    const entries: MapEntry[] = [];
    const seen = new Map<string, TextRange>();
    const merged: DocumentNode[] = [];
    if (map.items.length > limits.maxKeysPerMap) {
      const message = `This map has ${String(map.items.length)} keys; at most ${String(limits.maxKeysPerMap)} are read.`;
      const next = 'Move cases into a dataset file (.jsonl or .csv).';
      report(source.range(place, place), 'yaml-too-many-keys', message, next);
      return entries;
    }
    for (const pair of map.items) {
      const name = keyOf(pair);
      const { key, keyRange, keyEnd } = name;
      const before = references?.count ?? 0;
      const value = convert(pair.value, keyEnd, depth + 1);
      if (key === undefined) continue;
      if (key === merging) {
        merged.push(value);
        continue;
      }
      const first = seen.get(key);
      if (first !== undefined) {
        const { line, column } = first.start;
        const message = `The key ${quoteFound(key)} stands here and at line ${String(line)}, column ${String(column)}.`;
        report(keyRange, 'yaml-duplicate-key', message, 'Remove or rename one of the two.');
        continue;
      }
      seen.set(key, keyRange);
      const holds = (references?.count ?? 0) > before ? { holdsAnchors: true as const } : {};
      entries.push({ key, keyRange, value, ...holds });
    }
    for (const one of merged) {
      const fault = references?.mergeInto(entries, one);
      if (fault !== undefined) report(one.range, fault.code, fault.message, fault.next);
    }
    return entries;
  };

  /** The key as text; `undefined` where the pair is to be left out. */
  const keyOf = (
    pair: Pair<ParsedNode, ParsedNode | null>,
  ): { key: string | typeof merging | undefined; keyRange: TextRange; keyEnd: number } => {
    const node = pair.key;
    const [start, end] = node.range;
    const keyRange = source.range(start, end);
    const raw = source.text.slice(start, end);
    const place = { keyRange, keyEnd: end };
    if (braces.has(start) || braces.has(start - 1)) return { ...place, key: undefined };
    if (!isScalar(node)) {
      const message = `The key ${quoteFound(raw)} is not text.`;
      report(keyRange, 'yaml-key', message, 'Put the key in quotes.');
      return { ...place, key: undefined };
    }
    if (typeof node.value !== 'string') {
      const message =
        raw === ''
          ? 'A key is missing here.'
          : `YAML reads the key ${quoteFound(raw)} as ${kindOf(node.value)}.`;
      report(
        keyRange,
        'yaml-key',
        message,
        raw === '' ? 'Write a key before the ":".' : 'Put the key in quotes.',
      );
      return { ...place, key: raw === '' ? undefined : raw };
    }
    const key = node.value;
    if (forbiddenKeys.has(key)) {
      report(
        keyRange,
        'yaml-forbidden-key',
        `The key ${quoteFound(key)} is not read.`,
        'Rename the key.',
      );
      return { ...place, key: undefined };
    }
    if (key === '<<' && node.type === 'PLAIN') {
      if (references !== undefined) return { ...place, key: merging };
      report(keyRange, 'yaml-merge', 'Merge keys ("<<") are not read.', 'Write the keys out.');
      return { ...place, key: undefined };
    }
    return { ...place, key };
  };

  const scalarOf = (value: unknown, type: string, start: number, end: number): ScalarNode => {
    const raw = source.text.slice(start, end);
    const range = source.range(start, end);
    const quoted = type !== 'PLAIN';
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
      return { kind: 'scalar', range, value, quoted, raw };
    }
    if (typeof value !== 'number') return textNode(start, end);
    const next = 'Put it in quotes if it is text; otherwise write a smaller number.';
    if (!Number.isFinite(value)) {
      report(range, 'yaml-number', `${quoteFound(raw)} is not a finite number.`, next);
      return textNode(start, end);
    }
    if (!Number.isSafeInteger(value) && /^[-+]?\d+$|^0[ox]/.test(raw)) {
      report(range, 'yaml-big-number', `${quoteFound(raw)} is too large to be kept exactly.`, next);
    }
    return { kind: 'scalar', range, value, quoted, raw };
  };

  const textNode = (start: number, end: number): ScalarNode => {
    const raw = source.text.slice(start, end);
    return { kind: 'scalar', range: source.range(start, end), value: raw, quoted: false, raw };
  };

  const value = convert(root, 0, 1);
  return { value: tooDeep ? undefined : value, problems };
}

/** The key that takes the keys of other maps. */
const merging: unique symbol = Symbol('<<');

/** Names that reach the prototype of whatever object a reader builds. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function kindOf(value: unknown): string {
  return value === null ? 'nothing' : `a ${typeof value}`;
}

function lineEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}
