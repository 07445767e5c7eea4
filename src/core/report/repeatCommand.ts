import type { RunManifest } from '#protocol/run.ts';

/** The command lines that do what a run did once more, as a shell of the Unix kind reads them. */
export function repeatCommands({
  commit,
  prompts,
  candidates,
  options,
  id,
}: RunManifest): readonly string[] {
  const { cases, tags, cache, recordings, maxCostUsd, batch } = options;
  const words = ['assay', 'run', ...prompts.map(({ file }) => file)];
  const list = (option: string, values: readonly string[]): void => {
    const some = [...new Set(values)];
    if (some.length > 0) words.push(option, ...some);
  };
  list(
    '--model',
    candidates.map(({ model }) => model),
  );
  list(
    '--variant',
    candidates.map(({ variant }) => variant),
  );
  list('--case', cases);
  list('--tag', tags);
  const [repeats = 1, ...others] = new Set(prompts.map((one) => one.repeats));
  if (others.length === 0 && repeats > 1) words.push('--repeat', String(repeats));
  if (cache !== 'on') words.push('--cache', cache);
  if (recordings !== 'off') words.push(recordings === 'record' ? '--record' : '--replay');
  if (batch === true) words.push('--batch');
  if (maxCostUsd !== undefined) words.push('--max-cost', String(maxCostUsd));
  return [
    ...(commit === undefined ? [] : [`git checkout ${quoted(commit)}`]),
    words.map(quoted).join(' '),
    `assay history show ${quoted(id)} --cases failed`,
  ];
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
