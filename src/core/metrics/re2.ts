import { RE2JS } from 're2js';
import type { SettingsFault } from './metric.ts';
import { quoteFound } from '../documents/problems.ts';

export type CompiledPattern =
  | { readonly test: (text: string) => boolean }
  | { readonly fault: Omit<SettingsFault, 'path'> };

/**
 * Compiles a pattern that a user wrote for an engine whose time grows linearly with the text. The only
 * file that imports the engine, and reached through `import()`, so that who has no pattern never loads it.
 */
export function compilePattern(pattern: string, flags: string): CompiledPattern {
  const foreign = foreignEscape(pattern);
  if (foreign !== undefined) {
    const reason = `${foreign} is no escape here`;
    return { fault: foreign === '\\k' ? notLinear(pattern) : notRegex(pattern, reason) };
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), flagBits(flags));
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    return { fault: describeFault(pattern, error) };
  }
}

function flagBits(flags: string): number {
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) bits |= RE2JS.MULTILINE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  return bits;
}

function describeFault(pattern: string, error: unknown): Omit<SettingsFault, 'path'> {
  if (unsupported.test(pattern)) return notLinear(pattern);
  const reason = reasonOf(error);
  if (tooLarge.test(reason)) {
    return {
      code: 'regex-too-large',
      message: `The pattern ${quoteFound(pattern)} repeats or nests too much: ${reason}.`,
      allowed: 'at most 1,000 repetitions in total, nested ones multiplied',
      next: 'Use smaller repetitions.',
    };
  }
  return notRegex(pattern, reason);
}

function notLinear(pattern: string): Omit<SettingsFault, 'path'> {
  return {
    code: 'regex-unsupported',
    message: `The pattern ${quoteFound(pattern)} uses look-around or a back-reference, which need unbounded time.`,
    allowed: 'RE2 syntax',
    next: 'Rewrite the pattern without them, or split it into two evaluators, one with `negate`.',
  };
}

function notRegex(pattern: string, reason: string): Omit<SettingsFault, 'path'> {
  return {
    code: 'regex-syntax',
    message: `The pattern ${quoteFound(pattern)} is not a regular expression: ${reason}.`,
    allowed: 'RE2 syntax',
    next: 'Correct the pattern.',
  };
}

/** The first escaped letter without a meaning. The engine would read `\Z` as a plain Z. */
function foreignEscape(pattern: string): string | undefined {
  for (const [escape] of pattern.matchAll(escapes)) {
    if (letter.test(escape) && !known.test(escape)) return escape;
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'error' in error && typeof error.error === 'string') {
    return error.error;
  }
  return 'it cannot be compiled';
}

const escapes = /\\./gsu;
const letter = /^\\[a-z]$/i;
const known = /^\\[dDwWsSbBnrtfvaAzpPQExuc]$/;

/** Looks at a pattern that failed to compile, so an escaped or bracketed one that looks alike is rare. */
const unsupported = /\(\?<?[=!]|\(\?P=|\\[1-9]/;
const tooLarge = /repeat count|too large|too deeply/;
