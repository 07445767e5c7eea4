import { isJsonObject } from '#base/json.ts';
import type { ModelErrorCode, ModelErrorDetail } from './modelError.ts';

/** What a failure means, and what is worth telling a person. Decided by status and by `code` and `type` of the body; never by a message's text. */
export interface Finding {
  readonly code: ModelErrorCode;
  readonly detail: ModelErrorDetail;
  /** The service's own words, as they came. */
  readonly said: string | undefined;
  /** The service's own code, as it came. */
  readonly serviceCode: string | undefined;
}

/** An answer with an error status, or an `error` body that came with status 200 or inside a stream. */
export function classifyAnswer(status: number | undefined, body: unknown): Finding {
  const { codes, numeric, said, perDay } = readErrorBody(body);
  const failed = status !== undefined && status >= 400 ? status : numeric;
  const known = perDay ? 'daily-limit' : firstKnown(codes, byServiceCode);
  const code =
    known ??
    (failed === undefined ? (firstKnown(codes, byGeneralType) ?? 'bad-reply') : byStatus(failed));
  const detail: ModelErrorDetail = {
    ...(failed === undefined ? {} : { status: failed }),
    ...(failed === 403 && code === 'unauthorized' ? { scope: 'model' as const } : {}),
  };
  return { code, detail, said, serviceCode: codes[0] };
}

/** A connection that failed before or during an answer, by the system's or the HTTP library's error code. */
export function classifyTransport(error: unknown): Finding {
  const serviceCode = systemCode(error);
  const untouched = serviceCode !== undefined && neverSent.has(serviceCode);
  const certificate = serviceCode !== undefined && isCertificateFault(serviceCode);
  return {
    code: 'network',
    detail: {
      billed: untouched || certificate ? 'no' : 'maybe',
      ...(certificate ? { noRetry: true } : {}),
    },
    said: certificate ? 'the server’s TLS certificate is not valid for it' : undefined,
    serviceCode,
  };
}

/** Codes that say exactly what is wrong, whatever the status. */
const byServiceCode: ReadonlyMap<string, ModelErrorCode> = new Map([
  ...codesFor('out-of-credit', [
    'insufficient_quota',
    'credit_balance_exhausted',
    'organization_spend_limit_exceeded',
    'project_spend_limit_exceeded',
    'organization_usage_limit_exceeded',
    'billing_hard_limit_reached',
    'billing_not_active',
    'billing_error',
    'contract_spend_limit_reached',
    'enforced_spend_limit_reached',
  ]),
  ...codesFor('rate-limited', [
    'rate_limit_exceeded',
    'rate_limit_error',
    'slow_down',
    'resource_exhausted',
    'too_many_requests',
    'throttlingexception',
    'throttling_error',
  ]),
  ...codesFor('overloaded', [
    'overloaded_error',
    'server_overloaded',
    'engine_overloaded',
    'unavailable',
  ]),
  ...codesFor('unauthorized', [
    'authentication_error',
    'invalid_api_key',
    'unauthenticated',
    'account_deactivated',
    'organization_on_hold',
    'permission_error',
    'permission_denied',
  ]),
  ...codesFor('too-long', [
    'context_length_exceeded',
    'exceed_context_size_error',
    'request_too_large',
    'string_above_max_length',
  ]),
  ...codesFor('model-not-found', ['model_not_found', 'deploymentnotfound', 'not_found_error']),
]);

/** Types so broad that a status, where there is one, says more. */
const byGeneralType: ReadonlyMap<string, ModelErrorCode> = new Map([
  ...codesFor('server-error', [
    'api_error',
    'server_error',
    'internal_error',
    'internal',
    'timeout_error',
  ]),
  ...codesFor('bad-request', ['invalid_request_error', 'invalid_argument', 'invalid_prompt']),
]);

function byStatus(status: number): ModelErrorCode {
  switch (status) {
    case 401:
    case 403:
      return 'unauthorized';
    case 402:
      return 'out-of-credit';
    case 404:
    case 410:
      return 'model-not-found';
    case 408:
    case 409:
      return 'conflict';
    case 413:
      return 'too-long';
    case 429:
      return 'rate-limited';
    case 503:
    case 529:
      return 'overloaded';
    default:
      return status >= 500 ? 'server-error' : 'bad-request';
  }
}

function codesFor(
  code: ModelErrorCode,
  names: readonly string[],
): readonly [string, ModelErrorCode][] {
  return names.map((name) => [name, code]);
}

function firstKnown(
  names: readonly string[],
  table: ReadonlyMap<string, ModelErrorCode>,
): ModelErrorCode | undefined {
  for (const name of names) {
    const code = table.get(name.toLowerCase());
    if (code !== undefined) return code;
  }
  return undefined;
}

interface ErrorBody {
  /** Most exact first. */
  readonly codes: readonly string[];
  /** Gateways put the status of the service behind them here. */
  readonly numeric: number | undefined;
  readonly said: string | undefined;
  /** Google names the quota that is used up. */
  readonly perDay: boolean;
}

/** `{error: {…}}`, the same in an array, the error itself, or `{error: "text"}`. */
function readErrorBody(body: unknown): ErrorBody {
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  const inner = isJsonObject(outer) ? (outer['error'] ?? outer) : outer;
  if (!isJsonObject(inner)) {
    const said = typeof inner === 'string' ? inner : undefined;
    return { codes: [], numeric: undefined, said, perDay: false };
  }
  const { code, error_code: errorCode, status, type, message, details } = inner;
  const number = Number(code);
  return {
    // Anthropic says under `details` what its broad `type` leaves open.
    codes: [
      isJsonObject(details) ? details['error_code'] : undefined,
      code,
      errorCode,
      status,
      type,
    ].filter((one) => typeof one === 'string'),
    numeric: number >= 400 && number < 600 ? number : undefined,
    said: typeof message === 'string' ? message : undefined,
    perDay: namesDailyQuota(details),
  };
}

function namesDailyQuota(details: unknown): boolean {
  if (!Array.isArray(details)) return false;
  return details.some(
    (detail: unknown) =>
      isJsonObject(detail) &&
      Array.isArray(detail['violations']) &&
      detail['violations'].some(
        (one: unknown) => isJsonObject(one) && /PerDay/u.test(JSON.stringify(one['quotaId'])),
      ),
  );
}

/** Nothing of the request left the machine. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isCertificateFault(code: string): boolean {
  return code.includes('CERT') || code.startsWith('UNABLE_TO_') || code.startsWith('ERR_TLS_');
}

/** The innermost system code, `ECONNRESET`: `fetch` wraps it in causes, and name look-ups in aggregates. */
export function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  const nested =
    systemCode(error.cause, depth + 1) ??
    (error instanceof AggregateError ? systemCode(error.errors[0], depth + 1) : undefined);
  if (nested !== undefined) return nested;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
