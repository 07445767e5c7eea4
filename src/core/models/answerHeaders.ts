import type { AccountSignals } from './model.ts';
import type { Clock } from '../ports.ts';

/** What of an answer's headers is looked at; everything else is dropped where it arrives. */
export interface AnswerHeaders {
  readonly requestId?: string;
  /** As asked, unclamped: may be negative or absurd. */
  readonly retryAfterMs?: number;
  /** The service said `x-should-retry: false`. */
  readonly noRetry?: true;
}

export function readAnswerHeaders(headers: Headers, clock: Clock): AnswerHeaders {
  const requestId = headers.get('x-request-id') ?? headers.get('request-id');
  const retryAfterMs = readRetryAfter(headers, clock);
  return {
    ...(requestId === null ? {} : { requestId: requestId.slice(0, 128) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(headers.get('x-should-retry') === 'false' ? { noRetry: true } : {}),
  };
}

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date. `undefined` where it says nothing usable. */
function readRetryAfter(headers: Headers, clock: Clock): number | undefined {
  const milliseconds = readNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = readNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - clock.now();
}

/** OpenAI's and Anthropic's rate-limit headers. `undefined` where there is none. */
export function readAccountSignals(headers: Headers, clock: Clock): AccountSignals | undefined {
  const openai =
    headers.has('x-ratelimit-remaining-requests') || headers.has('x-ratelimit-remaining-tokens');
  const prefix = openai ? 'x-ratelimit-' : 'anthropic-ratelimit-';
  const name = (limit: string, what: string): string =>
    openai ? `${prefix}${what}-${limit}` : `${prefix}${limit}-${what}`;
  const limits = ['requests', 'tokens', 'input-tokens', 'output-tokens'].flatMap((limit) => {
    const remaining = readNumber(headers.get(name(limit, 'remaining')));
    if (remaining === undefined) return [];
    return [{ limit, remaining, resetMs: readReset(headers.get(name(limit, 'reset')), clock) }];
  });
  if (limits.length === 0) return undefined;
  const requests = limits.find((one) => one.limit === 'requests')?.remaining;
  const tokens = limits.filter((one) => one.limit !== 'requests').map((one) => one.remaining);
  const resetMs = soonest(limits);
  return {
    ...(requests === undefined ? {} : { remainingRequests: requests }),
    ...(tokens.length === 0 ? {} : { remainingTokens: Math.min(...tokens) }),
    ...(resetMs === undefined ? {} : { resetMs }),
  };
}

interface Limit {
  readonly remaining: number;
  readonly resetMs: number | undefined;
}

function soonest(limits: readonly Limit[]): number | undefined {
  const times = (some: readonly Limit[]): number[] =>
    some.flatMap((one) => (one.resetMs === undefined ? [] : [one.resetMs]));
  const spent = times(limits.filter((one) => one.remaining <= 0));
  if (spent.length > 0) return Math.min(...spent);
  const all = times(limits);
  return all.length === 0 ? undefined : Math.max(...all);
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `6m0s`, `1.2s`, `20ms`, or a date as RFC 3339 has it. */
function readReset(text: string | null, clock: Clock): number | undefined {
  if (text === null) return undefined;
  if (/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/u.test(text)) {
    let total = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/gu)) {
      total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
    }
    return total;
  }
  const seconds = readNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - clock.now());
}

function readNumber(text: string | null): number | undefined {
  if (text === null || !/^-?\d+(?:\.\d+)?(?:e\+?\d+)?$/iu.test(text.trim())) return undefined;
  return Number(text);
}
