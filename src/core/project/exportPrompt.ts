import { posix, resolve } from 'node:path';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import { makeSource } from '../documents/source.ts';
import { formatOf, promptNames } from '../formats/builtin.ts';
import { splitFrontMatter } from '../formats/frontMatter.ts';
import { writePromptYml } from '../formats/promptYml/write.ts';
import { writePrompty } from '../formats/prompty/write.ts';
import { patchedYaml } from '../formats/yamlPatch.ts';
import { FileError, type Files } from '../ports.ts';
import type { FidelityLine, Prompt } from '../prompts/prompt.ts';
import { sidecarOf } from '../prompts/sidecarName.ts';
import type { ExportTargets, Target } from './exportTargets.ts';
import { loadFormat, readPrompt } from './readPrompt.ts';
import { readWithOthers } from './readWithOthers.ts';

export type ExportKind = 'prompt-yml' | 'prompty' | 'promptfoo';

export interface ExportRequest {
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly to: ExportKind;
  /** The same; absent: beside the file, with its name. */
  readonly output?: string;
  /** Replaces files that are there; lines whose meaning stays are left as they are. */
  readonly force?: boolean;
  /** Writes although something is lost. */
  readonly lossy?: boolean;
}

/** A prompt in another format. */
export interface ExportedPrompt {
  readonly file: string;
  readonly output: string;
  /** Files that were written, the prompt first. */
  readonly written: readonly string[];
  /** What became of each key of the file that was read; empty for Assay's own. */
  readonly fidelity: readonly FidelityLine[];
  /** What the new file does not say, though the old one meant it: sentences. */
  readonly losses: readonly string[];
}

export interface Exporting {
  readonly problems: readonly Problem[];
  /** Absent where nothing was written. */
  readonly exported?: ExportedPrompt;
}

const largestFile = 1024 * 1024;

/** Writes a prompt in another format. Rejects only with `FileError`. */
export async function exportPrompt(
  files: Files,
  root: string,
  request: ExportRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<Exporting> {
  const { file, to, output = outputOf(file, to), force = false, lossy = false } = request;
  const refusal = refusalOf(file, to, output);
  if (refusal !== undefined) return { problems: [refusal] };
  await loadFormat(file);
  const bytes = await files.read(resolve(root, file), largestFile);
  const { reading } = await readWithOthers(files, root, file, bytes, readPrompt);
  const { value: prompt } = reading;
  if (prompt === undefined) return { problems: reading.problems };
  const {
    targets,
    losses,
    problems: more,
  } = await targetsFor(files, root, prompt, {
    to,
    output,
    signal,
  });
  const problems = [...reading.problems, ...more];
  if (hasErrors(more)) return { problems };
  if (losses.length > 0 && !lossy)
    return { problems: [...problems, ...losses.map((loss) => lost(file, loss))] };
  const before = await Promise.all(targets.map((target) => textOf(files, root, target.file)));
  const taken = targets.filter((_, at) => before[at] !== undefined);
  if (taken.length > 0 && !force)
    return { problems: [...problems, ...taken.map((target) => exists(target.file))] };
  const written: string[] = [];
  for (const [at, target] of targets.entries()) {
    await files.writeAtomic(resolve(root, target.file), target.text(before[at] ?? ''));
    written.push(target.file);
  }
  const { fidelity = [] } = prompt;
  return { problems, exported: { file, output, written, fidelity, losses } };
}

interface Wanted {
  readonly to: ExportKind;
  readonly output: string;
  readonly signal: AbortSignal;
}

async function targetsFor(
  files: Files,
  root: string,
  prompt: Prompt,
  { to, output, signal }: Wanted,
): Promise<ExportTargets> {
  if (to !== 'promptfoo') return { ...targetsOf(prompt, to, output), problems: [] };
  const { promptfooTargets } = await import('./promptfooTarget.ts');
  return promptfooTargets(files, root, prompt, output, signal);
}

function targetsOf(
  prompt: Prompt,
  to: Exclude<ExportKind, 'promptfoo'>,
  output: string,
): { readonly targets: readonly Target[]; readonly losses: readonly string[] } {
  if (to === 'prompt-yml') {
    const { document, dataset, losses } = writePromptYml(prompt, output);
    const own: Target = { file: output, text: (before) => patchedYaml(before, document) };
    if (dataset === undefined) return { targets: [own], losses };
    const file = posix.join(posix.dirname(output), dataset.file);
    return { targets: [own, { file, text: () => dataset.text }], losses };
  }
  const { head, body, sidecar, losses } = writePrompty(prompt);
  const own: Target = {
    file: output,
    text(before) {
      const [start, end] = headOf(before);
      return `---\n${patchedYaml(before.slice(start, end), head)}---\n${body}`;
    },
  };
  if (sidecar === undefined) return { targets: [own], losses };
  const beside: Target = {
    file: sidecarOf(output),
    text: (before) => patchedYaml(before, sidecar),
  };
  return { targets: [own, beside], losses };
}

/** Where the keys of a file's head stand. */
function headOf(text: string): readonly [start: number, end: number] {
  const rules = { fences: ['---'], mayHaveComments: false };
  const { root, bodyStart } = splitFrontMatter(makeSource('', text), rules);
  if (root === undefined) return [0, 0];
  const start = text.indexOf('\n', text.indexOf('---')) + 1;
  return [start, Math.max(start, text.lastIndexOf('---', bodyStart))];
}

function refusalOf(file: string, to: ExportKind, output: string): Problem | undefined {
  const kind = formatOf(file)?.kind;
  if (kind === undefined) {
    const message = `The name ${quoteFound(file)} belongs to no prompt format.`;
    const next = 'Name another file.';
    return errorAt(file, fileStart, 'prompt-unknown-format', message, next, promptNames());
  }
  if (kind === to && file === output) {
    const message = 'The file is of this format already.';
    return errorAt(file, fileStart, 'export-same-format', message, 'Use it as it is.');
  }
  if (formatOf(output)?.kind === to) return undefined;
  const message = `${quoteFound(output)} is no name for a prompt of this format.`;
  const endings = endingsOf[to];
  return errorAt(output, fileStart, 'export-output', message, `Let the name end in ${endings}.`);
}

const endingsOf: Readonly<Record<ExportKind, string>> = {
  'prompt-yml': '.prompt.yml',
  prompty: '.prompty',
  promptfoo: '.promptfoo.yaml',
};

/** `a/b.prompty` → `a/b.prompt.yml`. */
function outputOf(file: string, to: ExportKind): string {
  const { endings = [], names = [] } = formatOf(file) ?? {};
  const base = posix.basename(file);
  const ending = endings.find((one) => base.toLowerCase().endsWith(one));
  const whole = names.includes(base.toLowerCase()) ? posix.extname(base) : '';
  const stem = base.slice(0, base.length - (ending ?? whole).length);
  return posix.join(posix.dirname(file), `${stem}${endingsOf[to]}`);
}

async function textOf(files: Files, root: string, file: string): Promise<string | undefined> {
  try {
    const found = await files.stat(resolve(root, file));
    if (found === undefined) return undefined;
    return new TextDecoder().decode(await files.read(resolve(root, file), largestFile));
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') return undefined;
    throw error;
  }
}

function exists(file: string): Problem {
  const message = `The file ${quoteFound(file)} is there already, and is left as it is.`;
  const next = 'Name another with --output, or replace it with --force.';
  return errorAt(file, fileStart, 'output-exists', message, next);
}

function lost(file: string, loss: string): Problem {
  return errorAt(file, fileStart, 'export-loses', loss, 'Write it all the same with --lossy.');
}
