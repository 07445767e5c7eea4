import { showHidden } from '#core/documents/problems.ts';
import { isUlid } from '#core/store/ulid.ts';

/** One case of one run. */
interface CasePlace {
  /** Absolute. */
  readonly root: string;
  /** A run's id. */
  readonly run: string;
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  readonly caseId: string;
}

/** What git calls a version of a prompt, or another prompt of the project. */
interface PromptVersion {
  readonly kind: 'ref' | 'file';
  readonly name: string;
}

/** What a virtual document shows: enough to make it again after the window was reloaded. */
export type DocumentRequest =
  | ({ readonly kind: 'result' } & CasePlace)
  /** What a rule of lint says; the same in every folder, so that `root` is empty. */
  | { readonly kind: 'rule'; readonly root: string; readonly code: string }
  | { readonly kind: 'run'; readonly root: string; readonly run: string }
  | {
      readonly kind: 'compare';
      readonly root: string;
      /** `baseline`, or a run's id. */
      readonly before: string;
      readonly after: string;
      /** Absent: every prompt that both sides have. */
      readonly prompt?: string;
    }
  | {
      readonly kind: 'preview';
      readonly root: string;
      readonly prompt: string;
      readonly variant: string;
      /** Absent: the prompt has no case. */
      readonly caseId?: string;
      /** The case's place: an id that is made from the content changes with it. */
      readonly index: number;
      /** Whose tokens and prices are shown first. Absent: the prompt's first. */
      readonly model?: string;
    }
  /** A prompt beside another version of it. */
  | {
      readonly kind: 'prompt-change';
      readonly root: string;
      readonly prompt: string;
      readonly against: PromptVersion;
      readonly caseId?: string;
      readonly index: number;
    }
  /** The text of that version: a side of a diff. */
  | {
      readonly kind: 'prompt-version';
      readonly root: string;
      readonly prompt: string;
      readonly against: PromptVersion;
    }
  /** What became of each key of a file that was written for another tool. */
  | { readonly kind: 'fidelity'; readonly root: string; readonly prompt: string }
  /** A side of a diff. */
  | ({
      readonly kind: 'expected' | 'reply';
      readonly variant: string;
      readonly model: string;
      readonly repeat: number;
    } & CasePlace);

export interface DocumentAddress {
  /** Names the tab; says nothing that counts. */
  readonly path: string;
  readonly query: string;
}

export function addressOf(request: DocumentRequest): DocumentAddress {
  const ending = plainKinds.has(request.kind) ? '.txt' : '.md';
  return {
    path: `/${request.kind}/${fileName(labelOf(request))}${ending}`,
    query: JSON.stringify(request),
  };
}

/** What is one side of a diff, and no Markdown. */
const plainKinds: ReadonlySet<DocumentRequest['kind']> = new Set([
  'expected',
  'reply',
  'prompt-version',
]);

/** Anyone can open an address: `undefined` where it is none of ours. Never throws. */
export function requestOf(query: string): DocumentRequest | undefined {
  if (query.length > 20_000) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch {
    return undefined;
  }
  return isRequest(value) ? value : undefined;
}

function isRequest(value: unknown): value is DocumentRequest {
  if (typeof value !== 'object' || value === null) return false;
  const all = value as Record<string, unknown>;
  const isText = (...keys: readonly string[]): boolean =>
    keys.every((key) => typeof all[key] === 'string');
  const isOptional = (key: string): boolean => all[key] === undefined || isText(key);
  const isRun = (key: string): boolean => isUlid(all[key]);
  if (!isText('root')) return false;
  switch (all['kind']) {
    case 'rule':
      return isText('code');
    case 'run':
      return isRun('run');
    case 'result':
      return isRun('run') && isText('prompt', 'caseId');
    case 'compare':
      return (
        isRun('after') && (all['before'] === 'baseline' || isRun('before')) && isOptional('prompt')
      );
    case 'preview':
      return (
        isText('prompt', 'variant') &&
        isOptional('caseId') &&
        isOptional('model') &&
        isCount(all['index'])
      );
    case 'prompt-change':
      return (
        isText('prompt') &&
        isOptional('caseId') &&
        isCount(all['index']) &&
        isVersion(all['against'])
      );
    case 'prompt-version':
      return isText('prompt') && isVersion(all['against']);
    case 'fidelity':
      return isText('prompt');
    case 'expected':
    case 'reply':
      return (
        isRun('run') && isText('prompt', 'caseId', 'variant', 'model') && isCount(all['repeat'])
      );
    default:
      return false;
  }
}

function isVersion(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name } = value as Partial<Record<keyof PromptVersion, unknown>>;
  return (kind === 'ref' || kind === 'file') && typeof name === 'string';
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function labelOf(request: DocumentRequest): string {
  if (request.kind === 'preview' || request.kind === 'prompt-change') return request.prompt;
  if ('caseId' in request) return request.caseId;
  if (request.kind === 'rule') return request.code;
  if (request.kind === 'run') return request.run.slice(0, 10);
  if (request.kind === 'compare') return request.prompt ?? request.after.slice(0, 10);
  return request.prompt;
}

/** No part of a path, whatever the text is. */
function fileName(text: string): string {
  const name = showHidden(text.slice(-60))
    .replace(/[/\\?#%:*"<>|]+/g, '-')
    .replace(/^\.+/, '')
    .trim();
  return name === '' ? 'document' : name;
}
