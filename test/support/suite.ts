/** What a suite needs that a machine may not have. */
export interface SuiteNeeds {
  /** `the tests inside VS Code`. */
  readonly suite: string;
  /** `a VS Code`. */
  readonly what: string;
  /** The environment variable that says it has to be there: `REQUIRE_VSCODE`. */
  readonly variable: string;
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What every suite ends with; `tools/test.mts` adds these up. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

/**
 * What the suite stands on. Ends the process where this machine cannot have it: with exit code 0, since nothing is known to
 * be wrong, but with 3 where the variable says that it has to be there.
 */
export async function leaveIfMissing<T>(
  { suite, what, variable }: SuiteNeeds,
  prepare: () => Promise<T>,
): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`SKIPPED ${suite}, which needs ${what}. ${reason}\n`);
    process.stdout.write(closingLine({ passed: 0, failed: 0, skipped: 0 }));
    return process.exit(['', '0', undefined].includes(process.env[variable]) ? 0 : 3);
  }
}
