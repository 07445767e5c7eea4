/** Where a name stands for no run, or for several. */
export function noSuchRun(id: string): string {
  return `no run, or more than one, starts with '${id}'. "assay history list" has them all.`;
}
