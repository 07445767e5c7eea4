import picomatch from 'picomatch';

/** Whether a path of a folder, or a folder it is in, matches a pattern that is switched on in `files.exclude`. */
export function isExcluded(path: string, excludes: unknown): boolean {
  if (path.startsWith('../')) return true;
  if (typeof excludes !== 'object' || excludes === null) return false;
  const patterns = Object.entries(excludes).flatMap(([glob, on]) => (on === true ? [glob] : []));
  if (patterns.length === 0) return false;
  const matches = picomatch(patterns, { dot: true });
  const steps = path.split('/');
  return steps.some((_, index) => matches(steps.slice(0, index + 1).join('/')));
}
