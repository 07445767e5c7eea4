import { isUlid } from '#core/store/ulid.ts';
import type { CaseTicket } from '../files/caseBooks.ts';

/** A case of a prompt: what lenses, trees and the Test Explorer hand to a command. */
export interface CaseArgument {
  /** Absolute, of the project. */
  readonly root: string;
  /** Absolute path of the prompt. */
  readonly prompt: string;
  readonly caseId: string;
}

/** What a reply is laid beside. */
export type DiffAgainst = 'expected' | 'baseline-run';

export interface DiffArgument extends CaseArgument {
  readonly against: DiffAgainst;
  /** Absent: the person picks. */
  readonly variant?: string;
  readonly model?: string;
}

export interface RunArgument {
  readonly root: string;
  readonly id: string;
}

/** Anyone can call a command with anything: each of these gives `undefined` for what it does not know, and never throws. */
export function caseArgument(value: unknown): CaseArgument | undefined {
  const { root, prompt, caseId } = fieldsOf(value, 'root', 'prompt', 'caseId');
  if (!isPath(root) || !isPath(prompt) || !isText(caseId)) return undefined;
  return { root, prompt, caseId };
}

export function diffArgument(value: unknown): DiffArgument | undefined {
  const place = caseArgument(value);
  if (place === undefined) return undefined;
  const { against, variant, model } = fieldsOf(value, 'against', 'variant', 'model');
  if (against !== undefined && against !== 'expected' && against !== 'baseline-run') {
    return undefined;
  }
  return {
    ...place,
    against: against ?? 'expected',
    ...(isText(variant) ? { variant } : {}),
    ...(isText(model) ? { model } : {}),
  };
}

export function runArgument(value: unknown): RunArgument | undefined {
  const { root, id } = fieldsOf(value, 'root', 'id');
  return isPath(root) && isUlid(id) ? { root, id } : undefined;
}

/** The absolute path of a prompt: of `{ root, prompt }`, or of a `Uri` of a file. */
export function promptArgument(value: unknown): string | undefined {
  const { prompt, scheme, fsPath } = fieldsOf(value, 'prompt', 'scheme', 'fsPath');
  if (isPath(prompt)) return prompt;
  return scheme === 'file' && isPath(fsPath) ? fsPath : undefined;
}

/** What a lens over a case carries. */
export function ticketArgument(value: unknown): CaseTicket | undefined {
  const { uri, prompt, token } = fieldsOf(value, 'uri', 'prompt', 'token');
  if (!isText(uri) || !isPath(prompt) || !Number.isSafeInteger(token)) return undefined;
  return { uri, prompt, token: Number(token) };
}

/** The one variant that a lens over it means. */
export function variantArgument(value: unknown): string | undefined {
  const { variant } = fieldsOf(value, 'variant');
  return isText(variant) ? variant : undefined;
}

const longest = 4096;

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function isPath(value: unknown): value is string {
  return isText(value) && !value.includes('\0');
}

/** A getter of a foreign object may throw. */
function fieldsOf<K extends string>(
  value: unknown,
  ...names: readonly K[]
): Partial<Record<K, unknown>> {
  const fields: Partial<Record<K, unknown>> = {};
  if (typeof value !== 'object' || value === null) return fields;
  try {
    for (const name of names) fields[name] = (value as Record<K, unknown>)[name];
    return fields;
  } catch {
    return {};
  }
}
