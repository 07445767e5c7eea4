import type { TextRange } from '#protocol/problem.ts';
import { quoteFound } from './problems.ts';
import { deepestNesting, type DocumentNode, type MapEntry } from './node.ts';

/** Why an alias gives nothing. */
export interface NoReference {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

/** For a file that may refer to itself: the anchors of one document, and how much aliases have put in their places so far. */
export class YamlReferences {
  private readonly anchors = new Map<string, DocumentNode>();
  private left: number;
  private named = 0;

  /** `most`: values that all aliases together may bring, so that ten lines cannot make a million. */
  constructor(most: number) {
    this.left = most;
  }

  /** Anchors so far. */
  get count(): number {
    return this.named;
  }

  /** A later one of the same name takes its place. Told once the value is read, so that none can hold itself. */
  anchor(name: string, value: DocumentNode): void {
    this.named += 1;
    this.anchors.set(name, value);
  }

  /** The value that an alias stands for; all of it has the place of the alias. */
  follow(name: string, range: TextRange, depth: number): DocumentNode | NoReference {
    const found = this.anchors.get(name);
    if (found === undefined) {
      return {
        code: 'yaml-alias',
        message: `No anchor ${quoteFound(`&${name}`)} stands before this alias.`,
        next: 'Correct the name, or move the anchor before it.',
      };
    }
    return (
      this.placed(found, range, depth) ?? {
        code: 'yaml-alias',
        message:
          'The aliases of this file stand for too much: too many values, or nested too deep.',
        next: 'Write the values out, or put them into files of their own.',
      }
    );
  }

  private placed(node: DocumentNode, range: TextRange, depth: number): DocumentNode | undefined {
    this.left -= 1;
    if (this.left < 0 || depth > deepestNesting) return undefined;
    if (node.kind === 'scalar') return { ...node, range };
    if (node.kind === 'list') {
      const items: DocumentNode[] = [];
      for (const item of node.items) {
        const made = this.placed(item, range, depth + 1);
        if (made === undefined) return undefined;
        items.push(made);
      }
      return { ...node, range, items };
    }
    const entries: MapEntry[] = [];
    for (const { key, value } of node.entries) {
      const made = this.placed(value, range, depth + 1);
      if (made === undefined) return undefined;
      entries.push({ key, keyRange: range, value: made });
    }
    return { ...node, range, entries };
  }

  /** Puts the keys of a map, or of several, behind those that are there and win. `undefined`: it was either. */
  mergeInto(entries: MapEntry[], value: DocumentNode): NoReference | undefined {
    const maps = value.kind === 'list' ? value.items : [value];
    const known = new Set(entries.map(({ key }) => key));
    for (const map of maps) {
      if (map.kind !== 'map') return noMap;
      for (const entry of map.entries) {
        if (known.has(entry.key)) continue;
        known.add(entry.key);
        entries.push(entry);
      }
    }
    return undefined;
  }
}

const noMap: NoReference = {
  code: 'yaml-merge',
  message: 'A merge key ("<<") takes the keys of maps.',
  next: 'Refer to a map, or to a list of maps.',
};
