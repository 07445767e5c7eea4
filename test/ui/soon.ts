const usualLimitMs = 20_000;

/** Resolves once it is true. Rejects at the limit, so that nothing waits on after a test failed. */
export async function soon(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  limitMs: number = usualLimitMs,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`After ${limitMs} ms still not so: ${what}.`);
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
}
