import { createHash } from 'node:crypto';
import type { Problem, Severity } from '#protocol/problem.ts';
import { ruleOf } from '../../lint/rules.ts';
import type { SarifLevel, SarifRule } from './sarifLog.ts';

/** What lint found. `nameOf`: a file as the repository names it, relative to its root. */
export async function lintSarif(
  version: string,
  problems: readonly Problem[],
  nameOf: (file: string) => string,
): Promise<string> {
  const rules = new Map<string, SarifRule>();
  for (const { code, severity, next } of problems) {
    if (rules.has(code)) continue;
    const { title, mend } = ruleOf(code) ?? { title: wordsOf(code), mend: next };
    rules.set(code, { id: code, says: title, help: mend, level: levelOf(severity) });
  }
  const findings = problems.map(({ code, severity, file, range, message, allowed, next }) => ({
    rule: code,
    level: levelOf(severity),
    message: [message, ...(allowed === undefined ? [] : [`Allowed: ${allowed}.`]), next].join(' '),
    file: nameOf(file),
    region: {
      startLine: range.start.line,
      startColumn: range.start.column,
      endLine: range.end.line,
      endColumn: range.end.column,
    },
    fingerprint: fingerprintOf(code, nameOf(file), message),
  }));
  const { sarifLog } = await import('./sarifLog.ts');
  return sarifLog(version, [...rules.values()], findings);
}

function levelOf(severity: Severity): SarifLevel {
  return severity === 'hint' ? 'note' : severity;
}

/** For what is no rule of lint: a fault of the user's own configuration. */
function wordsOf(code: string): string {
  return `${code.charAt(0).toUpperCase()}${code.slice(1).replaceAll('-', ' ')}.`;
}

/** A short hash of what a finding is about; not of its line, which moves. */
export function fingerprintOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
