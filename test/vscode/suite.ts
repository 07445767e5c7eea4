import { findChromium } from './chromium.ts';
import { installVSCode } from './install.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What every suite ends with; `tools/test.mts` adds these up. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

export function addCounts(a: Count, b: Count): Count {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/**
 * Ends the process where this machine cannot have what the suite needs: with exit code 0, since nothing is known to
 * be wrong, but with 3 where `REQUIRE_VSCODE` says that it has to be there.
 */
export async function leaveIfMissing(suite: string): Promise<void> {
  try {
    findChromium();
    await installVSCode();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`SKIPPED ${suite}, which needs a VS Code. ${reason}\n`);
    process.stdout.write(closingLine({ passed: 0, failed: 0, skipped: 0 }));
    process.exit(isRequired() ? 3 : 0);
  }
}

function isRequired(): boolean {
  return !['', '0', undefined].includes(process.env['REQUIRE_VSCODE']);
}

/** A signal ends this process by `exit`, so that what it started ends with it. */
export function endOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
