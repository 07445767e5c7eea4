/** Which files of the sample go into a folder. Nothing that is there is ever replaced. */
export interface SamplePlan {
  /** Relative, with `/`. The prompt comes last: when it shows up, all that it needs is there. */
  readonly writes: readonly string[];
  readonly kept: readonly string[];
}

/** Opened when the sample is there. */
export const samplePrompt = 'prompts/tickets.prompt.yml';

export function planSample(
  sample: readonly string[],
  isThere: (file: string) => boolean,
): SamplePlan {
  const ordered = [
    ...sample.filter((file) => file !== samplePrompt).toSorted(),
    ...sample.filter((file) => file === samplePrompt),
  ];
  return {
    writes: ordered.filter((file) => !isThere(file)),
    kept: ordered.filter((file) => isThere(file)),
  };
}

/** A name for a folder that is not there yet; case does not tell names apart on every disk. */
export function freeFolderName(taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  const base = 'assay-sample';
  if (!lower.has(base)) return base;
  let number = 2;
  while (lower.has(`${base}-${String(number)}`)) number += 1;
  return `${base}-${String(number)}`;
}

const mostNamed = 6;

/** Names for a sentence: the first few, and how many there are besides. */
export function namedFiles(files: readonly string[]): string {
  const more = files.length - mostNamed;
  const named = files.slice(0, mostNamed).join(', ');
  return more > 0 ? `${named} and ${String(more)} more` : named;
}

export function countedFiles(count: number): string {
  return count === 1 ? '1 file' : `${String(count)} files`;
}
