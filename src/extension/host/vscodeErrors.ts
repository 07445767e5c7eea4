import { systemCode } from '#core/models/classify.ts';
import { ModelError, type ModelErrorCode, type ModelErrorDetail } from '#core/models/modelError.ts';
import { oneLine } from '#core/models/sanitise.ts';

/**
 * What VS Code, or the extension behind a model, failed with. Decided by the error's code and name and those of its
 * causes, never by its text. `evidence` is what the attempt knows.
 */
export function editorFailure(error: unknown, evidence: ModelErrorDetail = {}): ModelError {
  if (error instanceof ModelError) return error;
  const names = namesOf(error);
  const known = names.map((name) => meanings.get(name)).find((one) => one !== undefined);
  const code = known?.code ?? (isNetworkFault(error) ? 'network' : 'server-error');
  const said = error instanceof Error ? oneLine(error.message) : '';
  const parts = [
    known?.what ?? 'VS Code got no reply from the model',
    said === '' ? '.' : `: ${said}`,
    known?.next === undefined ? '' : ` ${known.next}`,
  ];
  return new ModelError(code, parts.join(''), {
    ...(known === undefined ? { billed: 'maybe' } : {}),
    ...evidence,
  });
}

interface Meaning {
  readonly code: ModelErrorCode;
  readonly what: string;
  readonly next?: string;
}

const meanings: ReadonlyMap<string, Meaning> = new Map([
  [
    'NoPermissions',
    {
      code: 'unauthorized',
      what: 'VS Code does not let Assay use this model',
      next: 'Allow it when VS Code asks, or under "Manage Language Model Access".',
    },
  ],
  ['NotFound', { code: 'model-not-found', what: 'VS Code does not have this model any more' }],
  // Its documentation: "quota limits exceeded". Waiting a moment does not help.
  [
    'Blocked',
    { code: 'daily-limit', what: 'The extension that offers the model blocks it for now' },
  ],
  ['ChatQuotaExceeded', { code: 'daily-limit', what: 'The quota for this model is used up' }],
  ['ChatRateLimited', { code: 'rate-limited', what: 'The model was asked too often' }],
]);

/** The codes and names of an error and its causes, outermost first. */
function namesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...code, error.name, ...namesOf(error.cause, depth + 1)];
}

/** `ECONNRESET`, `EAI_AGAIN`, `UND_ERR_SOCKET`: not Node's own `ERR_…`, and not VS Code's `Unknown`. */
function isNetworkFault(error: unknown): boolean {
  return /^(?:E(?!RR_)[A-Z_]+|UND_ERR_[A-Z_]+)$/u.test(systemCode(error) ?? '');
}
