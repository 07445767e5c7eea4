/** What the tests inside VS Code tell the runner outside: a line of JSON each, written as it happens. */
export type InsideEvent =
  | { readonly kind: 'started'; readonly title: string }
  | { readonly kind: 'passed'; readonly title: string; readonly ms: number }
  | { readonly kind: 'skipped'; readonly title: string }
  | { readonly kind: 'failed'; readonly title: string; readonly error: string }
  /** What a measurement found. */
  | { readonly kind: 'measured'; readonly name: string; readonly value: number }
  /** Mocha has come to its end; without it the host has not. */
  | { readonly kind: 'ended' };

/** The environment of the tests' entry. */
export const insideEnv = {
  /** The file that the events go to. */
  results: 'ASSAY_TEST_RESULTS',
  /** The folder of test bundles to run. */
  tests: 'ASSAY_TEST_FOLDER',
  /** Only tests whose title matches. */
  only: 'ASSAY_TEST_ONLY',
  /** `http://127.0.0.1:port/v1`. */
  provider: 'ASSAY_TEST_PROVIDER',
} as const;
