import { fileStart, type Problem } from '#protocol/problem.ts';
import type { ModelErrorCode } from '../models/modelError.ts';
import { commandText } from '../scorers/consent/commandText.ts';

type Lack = 'not-recorded' | 'not-cached';

/** Replies that a run was to take from recordings or from the cache, and that are not there. */
export class MissingReplies {
  private readonly cases: Readonly<Record<Lack, Map<string, Set<string>>>> = {
    'not-recorded': new Map(),
    'not-cached': new Map(),
  };

  /** `file`: of the prompt. Other failures are no lack. */
  note(code: ModelErrorCode, file: string, caseId: string): void {
    if (code !== 'not-recorded' && code !== 'not-cached') return;
    const known = this.cases[code].get(file) ?? new Set();
    known.add(caseId);
    this.cases[code].set(file, known);
  }

  /** One for each prompt, with the command that brings them. */
  get problems(): readonly Problem[] {
    return (['not-recorded', 'not-cached'] as const).flatMap((lack) =>
      [...this.cases[lack]]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([file, ids]) => problemOf(lack, file, [...ids].toSorted())),
    );
  }
}

/** More of them make a command that nobody reads; without them it asks for no more than what is missing either. */
const mostNamed = 20;

function problemOf(lack: Lack, file: string, ids: readonly string[]): Problem {
  const named = ids.length > mostNamed ? [...ids.slice(0, mostNamed), '…'] : ids;
  const only = ids.length > mostNamed ? [] : ['--case', ...ids];
  const where = lack === 'not-recorded' ? 'the recordings' : 'the cache';
  const command =
    lack === 'not-recorded'
      ? ['assay', 'recordings', 'refresh', file, ...only]
      : ['assay', 'run', file, ...only, '--cache', 'on'];
  return {
    code: `reply-${lack}`,
    severity: 'error',
    file,
    range: fileStart,
    message: `Replies of ${ids.length === 1 ? 'a case' : `${ids.length} cases`} are not in ${where}: ${named.join(', ')}.`,
    next: `Bring them: ${commandText(command)}`,
  };
}
