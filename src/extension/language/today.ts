/** The date that decides whether a model has retired. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
