import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { JsonObject } from '#base/json.ts';
import { type MapNode, plainValue } from '../documents/node.ts';
import { makeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';

/** YAML as it is written here: on whole lines, blocks for long texts, nothing that refers to something else. */
export function yamlText(value: JsonObject): string {
  return stringify(value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    blockQuote: 'literal',
    version: '1.2',
    schema: 'core',
  });
}

/**
 * A file that is to say this, changed as little as can be: the lines of a key whose value stays, and every comment
 * between keys, are left as they are to the byte. What cannot be read is written anew.
 */
export function patchedYaml(before: string, wanted: JsonObject): string {
  const { value: root, problems } = readYaml(makeSource('', before));
  const isBlock = root?.kind === 'map' && problems.length === 0 && startLines(root) !== undefined;
  if (!isBlock) return yamlText(wanted);
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const parts = partsOf(root, lines);
  const end = lines.some((line) => line.endsWith('\r\n')) ? '\r\n' : '\n';
  const written = (key: string): string =>
    yamlText({ [key]: wanted[key] ?? null }).replaceAll('\n', end);
  const kept = parts.map(({ key, text, isSame, gap }) => {
    if (key === undefined) return text;
    if (!Object.hasOwn(wanted, key)) return gap;
    return isSame(wanted[key]) ? text + gap : written(key) + gap;
  });
  const known = new Set(parts.map(({ key }) => key));
  const added = Object.keys(wanted).filter((key) => !known.has(key));
  const joined = kept.join('');
  const needsEnd = added.length > 0 && joined !== '' && !joined.endsWith('\n');
  return joined + (needsEnd ? end : '') + added.map(written).join('');
}

interface Part {
  /** `undefined`: what stands before the first key. */
  readonly key: string | undefined;
  readonly text: string;
  /** Comments and empty lines behind it, which belong to nobody. */
  readonly gap: string;
  readonly isSame: (value: JsonObject[string] | undefined) => boolean;
}

/** Lines where keys begin, from 0; `undefined` where they share lines. */
function startLines({ entries }: MapNode): readonly number[] | undefined {
  const starts = entries.map(({ keyRange }) => keyRange.start.line - 1);
  const isOwn =
    entries.length > 0 &&
    entries.every(
      ({ keyRange }, at) => keyRange.start.column === 1 && starts[at] !== starts[at - 1],
    );
  return isOwn ? starts : undefined;
}

function partsOf(root: MapNode, lines: readonly string[]): readonly Part[] {
  const starts = startLines(root) ?? [];
  const head = lines.slice(0, starts[0] ?? lines.length).join('');
  const parts = root.entries.map(({ key, value }, at): Part => {
    const own = lines.slice(starts[at], starts[at + 1] ?? lines.length);
    const last = own.findLastIndex((line) => line.trim() !== '' && !line.startsWith('#'));
    return {
      key,
      text: own.slice(0, last + 1).join(''),
      gap: own.slice(last + 1).join(''),
      isSame: (wanted) => isDeepStrictEqual(plainValue(value), wanted),
    };
  });
  return [{ key: undefined, text: head, gap: '', isSame: () => true }, ...parts];
}
