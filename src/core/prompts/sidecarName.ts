/** The file beside a prompt that says how it is evaluated, where the prompt's own format cannot. */
export function sidecarOf(promptFile: string): string {
  return `${promptFile}${ending}`;
}

/** The prompt that a file speaks of; `undefined`: it is no such file. */
export function promptOfSidecar(file: string): string | undefined {
  return file.toLowerCase().endsWith(ending) && file.length > ending.length
    ? file.slice(0, -ending.length)
    : undefined;
}

const ending = '.assay.yml';
