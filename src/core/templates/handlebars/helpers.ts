import type { JsonValue } from '#base/json.ts';
import type { TemplateMarks } from '../language.ts';
import { printPlain } from '../print.ts';
import { historyColumn } from './historyColumn.ts';
import { ownProperty } from '../limits.ts';

/** What a helper was given. */
export interface HelperGiven {
  readonly plain: readonly (JsonValue | undefined)[];
  readonly named: ReadonlyMap<string, JsonValue | undefined>;
}

type Helper = (given: HelperGiven, marks: TemplateMarks) => JsonValue | undefined;

/** Helpers without a block: dotprompt's, and Handlebars' `lookup` and `log`. */
export const inlineHelpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  ['json', ({ plain: [value], named }) => jsonOf(value, named.get('indent'))],
  ['role', ({ plain: [role] }, marks) => marks.role(roles.get(printPlain(role)) ?? 'user')],
  // As in dotprompt, what stands behind the turns is the model's, until a role is named.
  ['history', (_given, marks) => marks.thread(historyColumn) + marks.role('assistant')],
  ['section', () => ''],
  // Refused before anything is filled.
  ['media', () => ''],
  ['lookup', ({ plain: [of, key] }) => looked(of, key)],
  ['log', () => ''],
]);

/** Helpers with a block, and whether `this` is another one inside it. */
export const blockHelpers: ReadonlyMap<string, 'stays' | 'goes inside'> = new Map([
  ['if', 'stays'],
  ['unless', 'stays'],
  ['ifEquals', 'stays'],
  ['unlessEquals', 'stays'],
  ['each', 'goes inside'],
  ['with', 'goes inside'],
]);

function jsonOf(value: JsonValue | undefined, indent: JsonValue | undefined): string {
  const by = typeof indent === 'number' ? Math.min(Math.max(0, indent), 10) : undefined;
  return JSON.stringify(value ?? null, undefined, by);
}

export function isRole(role: unknown): boolean {
  return roles.has(String(role));
}

const roles: ReadonlyMap<string, 'system' | 'user' | 'assistant'> = new Map([
  ['system', 'system'],
  ['user', 'user'],
  ['model', 'assistant'],
  ['assistant', 'assistant'],
]);

function looked(of: JsonValue | undefined, key: JsonValue | undefined): JsonValue | undefined {
  return typeof key === 'string' || typeof key === 'number' ? ownProperty(of, key) : undefined;
}
