import type { StoredRun } from '#core/engine.ts';
import type { StoredFault } from '#core/store/runFolder.ts';

/** A run with everything in it that is shown; whoever can write files can write half a run. */
export function soundRun(run: StoredRun): StoredRun {
  const { manifest, summary } = run;
  const manifestIsSound = !('value' in manifest) || isManifest(manifest.value);
  const summaryIsSound = !('value' in summary) || isSummary(summary.value);
  if (manifestIsSound && summaryIsSound) return run;
  return {
    ...run,
    manifest: manifestIsSound ? manifest : damaged('manifest.json'),
    summary: summaryIsSound ? summary : damaged('summary.json'),
  };
}

function damaged(file: string): { readonly fault: StoredFault; readonly message: string } {
  const message = `${file} of this run is damaged, or not a file that Assay wrote.`;
  return { fault: 'damaged', message };
}

function isManifest(value: unknown): boolean {
  return (
    isRecord(value) &&
    isListOf(value['prompts'], (one) => hasText(one, 'file', 'name')) &&
    isListOf(value['candidates'], (one) => hasText(one, 'variant', 'model')) &&
    isListOf(value['models'], (one) => hasText(one, 'id')) &&
    isRecord(value['gate']) &&
    isRecord(value['options']) &&
    ['string', 'undefined'].includes(typeof value['commit'])
  );
}

const ends: readonly unknown[] = ['complete', 'cancelled', 'budget-reached', 'stopped'];

function isSummary(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { gate, failure } = value;
  return (
    ends.includes(value['ended']) &&
    hasNumbers(value, 'spentUsd', 'wallMs') &&
    isRecord(gate) &&
    typeof gate['pass'] === 'boolean' &&
    isListOf(gate['reasons'], (one) => typeof one === 'string') &&
    (failure === undefined || hasText(failure, 'code', 'message')) &&
    isListOf(value['candidates'], isCandidate)
  );
}

function isCandidate(value: unknown): boolean {
  return (
    hasNumbers(value, 'candidate', 'planned', 'judged', 'passed', 'inputTokens', 'outputTokens') &&
    isRecord(value) &&
    isRecord(value['states']) &&
    isRecord(value['errors']) &&
    isListOf(value['evaluators'], isEvaluator) &&
    isOptional(value['interval'], (one) => hasNumbers(one, 'low', 'high')) &&
    isOptional(value['latency'], (one) => hasNumbers(one, 'p50', 'p95')) &&
    isOptional(value['passRate'], (one) => typeof one === 'number') &&
    isOptional(value['costUsd'], (one) => typeof one === 'number')
  );
}

function isEvaluator(value: unknown): boolean {
  return (
    hasText(value, 'name') &&
    hasNumbers(value, 'scored', 'notApplicable', 'failed', 'judged', 'passed') &&
    isRecord(value) &&
    isOptional(value['value'], (one) => typeof one === 'number')
  );
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function hasText(value: unknown, ...keys: readonly string[]): boolean {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'string');
}

function hasNumbers(value: unknown, ...keys: readonly string[]): boolean {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => is(one));
}
