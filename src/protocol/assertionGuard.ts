import { isJsonObject } from '#base/json.ts';
import { deepestGroup, type CaseAssertions } from './assertion.ts';

/** For what was stored: runs may be committed, so it is not always what Assay wrote. */
export function isCaseAssertions(value: unknown): value is CaseAssertions {
  return isAssertionsAt(value, 0);
}

function isAssertionsAt(value: unknown, depth: number): value is CaseAssertions {
  if (!isJsonObject(value) || depth > deepestGroup) return false;
  const { assert, threshold } = value;
  if (!isOptional(threshold, 'number') || !Array.isArray(assert)) return false;
  return (assert as readonly unknown[]).every((one) => isAnyAssertion(one, depth));
}

function isAnyAssertion(value: unknown, depth: number): boolean {
  if (!isJsonObject(value)) return false;
  const { uses, with: settings, name, weight, threshold } = value;
  if (!isOptional(name, 'string') || !isOptional(weight, 'number')) return false;
  if ('assert' in value) return isAssertionsAt(value, depth + 1);
  return (
    typeof uses === 'string' &&
    (settings === undefined || isJsonObject(settings)) &&
    isOptional(threshold, 'number')
  );
}

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}
