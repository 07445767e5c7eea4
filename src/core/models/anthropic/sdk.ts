/** The only door to the `@anthropic-ai/sdk` package: loaded on first use, and a file of its own in the bundle. */
import Anthropic from '@anthropic-ai/sdk';
import type { Egress } from '../egress.ts';

export type { Anthropic };
export type {
  Message,
  MessageCreateParamsNonStreaming,
  RawMessageStreamEvent,
} from '@anthropic-ai/sdk/resources/messages';

const longestTimerMs = 2 ** 31 - 1;

/** Every option is given, so that no environment variable decides anything; the egress puts the key in and its own headers on. */
export function openClient(baseURL: string, egress: Egress): Anthropic {
  return new Anthropic({
    baseURL,
    apiKey: 'the egress has the key',
    authToken: null,
    webhookKey: null,
    defaultHeaders: {},
    openTelemetry: false,
    maxRetries: 0,
    timeout: longestTimerMs,
    logLevel: 'off',
    fetch: egress.fetch,
  });
}
