/** Resolves once it is true. Looks every millisecond: the thing waited for happens in another process. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
}
