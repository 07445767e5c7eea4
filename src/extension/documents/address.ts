import { showHidden } from '#core/documents/problems.ts';
import { ulidPattern } from '#core/store/ulid.ts';

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

/** What a virtual document shows: enough to make it again after the window was reloaded. */
export type DocumentRequest =
  | ({ readonly kind: 'result' } & CasePlace)
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
    }
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
  const ending = request.kind === 'expected' || request.kind === 'reply' ? '.txt' : '.md';
  return {
    path: `/${request.kind}/${fileName(labelOf(request))}${ending}`,
    query: JSON.stringify(request),
  };
}

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
  const isRun = (key: string): boolean =>
    typeof all[key] === 'string' && ulidPattern.test(all[key]);
  if (!isText('root')) return false;
  switch (all['kind']) {
    case 'run':
      return isRun('run');
    case 'result':
      return isRun('run') && isText('prompt', 'caseId');
    case 'compare':
      return (
        isRun('after') && (all['before'] === 'baseline' || isRun('before')) && isOptional('prompt')
      );
    case 'preview':
      return isText('prompt', 'variant') && isOptional('caseId') && isCount(all['index']);
    case 'expected':
    case 'reply':
      return (
        isRun('run') && isText('prompt', 'caseId', 'variant', 'model') && isCount(all['repeat'])
      );
    default:
      return false;
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function labelOf(request: DocumentRequest): string {
  if ('caseId' in request && request.kind !== 'preview') return request.caseId;
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
