import { posix } from 'node:path';
import type { JsonValue } from '#base/json.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { readJson } from '../documents/json.ts';
import { type DocumentNode, plainValue } from '../documents/node.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { makeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import type { OtherFiles } from './otherFiles.ts';

/** Where a reference stands, and what it may read. */
export interface ReferenceDesk {
  /** The prompt file, from the project's root. */
  readonly file: string;
  readonly others: OtherFiles;
  readonly problems: Problem[];
}

/** `${env:NAME}` and `${env:NAME:default}`. The environment is never read: a file of a workspace may not ask for what is in it. */
export function environmentIn(
  text: string,
): { readonly name: string; readonly otherwise: string | undefined } | undefined {
  const found = /^\s*\$\{env:([^:}]{1,200})(?::([^}]{0,1000}))?\}\s*$/i.exec(text);
  return found === null ? undefined : { name: found[1] ?? '', otherwise: found[2] };
}

/** `${file:x}` and `file:x`: the file's name as it is written. */
export function fileNameIn(text: string): string | undefined {
  return (
    /^\s*\$\{file:([^}]{1,1000})\}\s*$/i.exec(text)?.[1] ??
    /^\s*file:(?!\/\/)(\S{1,1000})\s*$/.exec(text)?.[1]
  );
}

/** What a file that a prompt refers to holds: JSON or YAML as data, anything else as text. */
export function referredValue(
  name: string,
  range: TextRange,
  desk: ReferenceDesk,
): JsonValue | undefined {
  const path = besides(desk.file, name);
  if (path === undefined) {
    tell(desk, range, 'reference-outside', `${quoteFound(name)} leads out of the prompt's folder.`);
    return undefined;
  }
  const bytes = desk.others.read(path);
  if (bytes === undefined) {
    tell(desk, range, 'reference-missing', `The file ${quoteFound(name)} cannot be read.`);
    return undefined;
  }
  const text = new TextDecoder().decode(bytes);
  if (!/\.(?:json|ya?ml)$/i.test(name)) return text;
  const source = makeSource(path, text);
  const reading = name.toLowerCase().endsWith('.json') ? readJson(source) : readYaml(source);
  desk.problems.push(...reading.problems);
  return reading.value === undefined ? undefined : plainValue(reading.value);
}

function tell(
  { file, problems }: ReferenceDesk,
  range: TextRange,
  code: string,
  message: string,
): void {
  const next = 'Name a file in the folder of the prompt, or below it.';
  problems.push(errorAt(file, range, code, message, next));
}

/** A file in the folder of another, or below it. `undefined`: it would be elsewhere. */
export function besides(file: string, name: string): string | undefined {
  const written = name.replaceAll('\\', '/');
  if (written.startsWith('/') || /^[a-z]:/i.test(written)) return undefined;
  const folder = posix.dirname(file);
  const path = posix.normalize(posix.join(folder, written));
  const isInside = folder === '.' ? !path.startsWith('..') : path.startsWith(`${folder}/`);
  return isInside ? path : undefined;
}

/** A value as it is, or what the file holds that it names. */
export function valueBehind(node: DocumentNode, desk: ReferenceDesk): JsonValue | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return plainValue(node);
  const name = fileNameIn(node.value);
  return name === undefined ? node.value : referredValue(name, node.range, desk);
}
