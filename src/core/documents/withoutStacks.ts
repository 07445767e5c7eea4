/**
 * Does work that makes an error of every fault it finds. Of a file with thousands their stacks cost more than the reading
 * itself, and nobody sees them. What it calls runs to its end at once, and asynchronous work would not be covered.
 */
export function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
