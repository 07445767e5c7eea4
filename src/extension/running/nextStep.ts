import type { ModelErrorCode } from '#core/models/modelError.ts';

/** What to do after a trial failed with this code, inside VS Code. `undefined`: the message says it. */
export function nextStep(code: string): string | undefined {
  return Object.hasOwn(steps, code) ? steps[code as ModelErrorCode] : undefined;
}

const later = 'Run it again later.';
const resume = 'Go on with the run: "assay run --resume".';
const steps: Readonly<Record<ModelErrorCode, string | undefined>> = {
  unauthorized: 'Set the key again with "Assay: Set API Key".',
  'missing-key': 'Set it with "Assay: Set API Key".',
  'out-of-credit': 'Top up the account at its provider.',
  'rate-limited': 'Run it again later, or lower "concurrency" in assay.yml.',
  'daily-limit': 'Run it again when the limit resets, or use another model.',
  overloaded: later,
  'server-error': later,
  conflict: later,
  timeout: 'Run it again, or use a faster model.',
  network: 'Check the connection, then run it again.',
  'bad-reply': later,
  'bad-request': 'Change what the message names.',
  'too-long': 'Shorten the prompt or the case, or use a model with a larger context.',
  'model-not-found': 'Check the model’s name in assay.models.yml.',
  redirected: 'Set the provider’s own address in your settings.',
  'origin-refused': 'Set the provider’s own address in your settings.',
  'not-recorded': 'Record it with "assay run --record".',
  'not-cached': 'Run it with the cache on.',
  'not-submitted': resume,
  'batch-expired': resume,
  'batch-cancelled': resume,
  'batch-failed': resume,
  'batch-lost': resume,
  'budget-reached': 'Raise "maxCostUsd", or run fewer cases.',
  local: undefined,
  cancelled: undefined,
};
