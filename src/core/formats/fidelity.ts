import type { TextRange } from '#protocol/problem.ts';
import type { DocumentNode, MapEntry } from '../documents/node.ts';
import type { FidelityLine } from '../prompts/prompt.ts';

export type Fate = FidelityLine['fate'];

/** Writes down, while a file is read, what becomes of each of its keys. */
export class FidelityReport {
  private readonly told = new Map<string, FidelityLine>();

  /** `key` as the file has it, with dots: `model.parameters.max_tokens`. Speaks for all that stands below it, too. */
  tell(key: string, range: TextRange, fate: Fate, note?: string): void {
    if (this.told.has(key)) return;
    this.told.set(key, { key, range, fate, ...(note === undefined ? {} : { note }) });
  }

  kept(key: string, range: TextRange): void {
    this.tell(key, range, 'kept');
  }

  translated(key: string, range: TextRange, note: string): void {
    this.tell(key, range, 'translated', note);
  }

  approximated(key: string, range: TextRange, note: string): void {
    this.tell(key, range, 'approximated', note);
  }

  dropped(key: string, range: TextRange, note: string): void {
    this.tell(key, range, 'dropped', note);
  }

  /** In the order of the file, with a line for every key of the document that nobody has spoken of. */
  lines(root: DocumentNode | undefined): readonly FidelityLine[] {
    for (const { key, entry } of root === undefined ? [] : unspoken(root, this.told)) {
      this.dropped(key, entry.keyRange, unknown);
    }
    return [...this.told.values()].toSorted(
      ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.column - b.column,
    );
  }
}

const unknown = 'Assay does not know this key.';

interface FoundKey {
  readonly key: string;
  readonly entry: MapEntry;
}

/** Keys of a document that no line speaks of: neither of the key itself, nor of one above it, nor of each one below it. */
export function unspoken(
  root: DocumentNode,
  lines: { has(key: string): boolean },
): readonly FoundKey[] {
  return gaps(root, '', lines);
}

function gaps(
  node: DocumentNode,
  above: string,
  lines: { has(key: string): boolean },
): readonly FoundKey[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'list') {
    return node.items.flatMap((item, index) => gaps(item, `${above}[${index}]`, lines));
  }
  return node.entries.flatMap((entry): readonly FoundKey[] => {
    const key = above === '' ? entry.key : `${above}.${entry.key}`;
    if (lines.has(key)) return [];
    return isSpokenOf(entry.value, key, lines) ? gaps(entry.value, key, lines) : [{ key, entry }];
  });
}

/** Whether there is a line for anything below a key. */
function isSpokenOf(
  node: DocumentNode,
  above: string,
  lines: { has(key: string): boolean },
): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'list')
    return node.items.some((item, index) => isSpokenOf(item, `${above}[${index}]`, lines));
  return node.entries.some(({ key, value }) => {
    const path = `${above}.${key}`;
    return lines.has(path) || isSpokenOf(value, path, lines);
  });
}

/** Counts for a summary: `12 kept, 3 translated, 1 approximated, 2 dropped`. */
export function fidelityCounts(lines: readonly FidelityLine[]): string {
  return (['kept', 'translated', 'approximated', 'dropped'] as const)
    .map((fate) => `${lines.filter((line) => line.fate === fate).length} ${fate}`)
    .join(', ');
}
