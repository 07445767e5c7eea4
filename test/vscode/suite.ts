import { findChromium } from './chromium.ts';
import { leaveIfMissing as leaveUnlessThere, type Count } from '#support/suite.ts';
import { installVSCode } from './install.ts';

export function addCounts(a: Count, b: Count): Count {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** Ends the process where this machine cannot have a VS Code. */
export async function leaveIfMissing(suite: string): Promise<void> {
  await leaveUnlessThere({ suite, what: 'a VS Code', variable: 'REQUIRE_VSCODE' }, () => {
    findChromium();
    return installVSCode();
  });
}

/** A signal ends this process by `exit`, so that what it started ends with it. */
export function endOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
