import * as z from 'zod/mini';
import { withoutStacks } from '../../documents/withoutStacks.ts';
import type { Problem } from '#protocol/problem.ts';
import { fileStart } from '#protocol/problem.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { Reading } from '../../documents/reading.ts';
import { FileError, type Files } from '../../ports.ts';
import type { ModelRequest } from '../model.ts';
import { readLines } from './lines.ts';
import { refusedContent, type AllowedKinds, type RefusedContent } from './refusedContent.ts';

/** Whether a recording keeps the request itself or only its hash. */
export type Keep = 'hash' | 'request';

/** One real reply, kept in the repository. */
export interface Recording {
  /** `requestKey` of the request. */
  readonly key: string;
  /** The catalogue id. */
  readonly model: string;
  readonly case?: string;
  readonly prompt?: string;
  readonly request?: Pick<
    ModelRequest,
    'task' | 'messages' | 'parameters' | 'responseFormat' | 'repeat'
  >;
  readonly reply: RecordedReply;
  /** ISO time. */
  readonly recordedAt: string;
}

export type RecordedReply = Pick<
  ModelReply,
  'text' | 'ending' | 'usage' | 'latencyMs' | 'costUsd' | 'returnedModel'
>;

export interface RecordingsOptions {
  readonly files: Files;
  /** The `.jsonl` file; need not exist. */
  readonly path: string;
  readonly keep: Keep;
  /** Keys in use, as they are, so that none of them is ever written. */
  readonly knownKeys: () => readonly string[];
  /** Kinds of personal data that may be kept. Absent: none. */
  readonly allowed?: AllowedKinds;
}

interface Entry {
  readonly recording: Recording;
  readonly line: string;
}

/** The recordings of one file, in memory until `save`. */
export class Recordings {
  private readonly options: RecordingsOptions;
  private readonly byKey = new Map<string, Entry>();
  private readonly refused: Problem[] = [];
  private used = new Set<string>();
  private isChanged = false;

  constructor(options: RecordingsOptions) {
    this.options = options;
  }

  get keep(): Keep {
    return this.options.keep;
  }

  get size(): number {
    return this.byKey.size;
  }

  /** In the order of the file. */
  get all(): readonly Recording[] {
    return this.sorted().map(({ recording }) => recording);
  }

  remove(key: string): void {
    if (this.byKey.delete(key)) this.isChanged = true;
  }

  get(key: string): Recording | undefined {
    const found = this.byKey.get(key)?.recording;
    if (found !== undefined) this.used.add(key);
    return found;
  }

  /** Keys that were asked for, and found, since the last time. */
  takeUsed(): ReadonlySet<string> {
    const { used } = this;
    this.used = new Set();
    return used;
  }

  /** Takes the place of a recording with the same key; the same answer again leaves the old line alone. */
  put(recording: Recording): void {
    const old = this.get(recording.key);
    if (old !== undefined && saysTheSame(old, recording)) return;
    const line = lineOf(recording);
    const { path, knownKeys, allowed = new Set() } = this.options;
    const content = refusedContent(recording, line, knownKeys(), allowed);
    if (content !== undefined) {
      this.refused.push(refusal(path, recording, content));
      return;
    }
    this.byKey.set(recording.key, { recording, line });
    this.isChanged = true;
  }

  /** As read from the file, and written back as it was: not checked for secrets, not a change. */
  restore(recording: Recording, line: string): void {
    this.byKey.set(recording.key, { recording, line });
  }

  /**
   * Writes the file at once and sorted, so that a diff shows only what is new; without a change it
   * is not touched. Gives what was refused. Throws `FileError`.
   */
  async save(): Promise<readonly Problem[]> {
    if (this.isChanged) {
      const text = this.sorted()
        .map(({ line }) => `${line}\n`)
        .join('');
      await this.options.files.writeAtomic(this.options.path, text);
      this.isChanged = false;
    }
    return this.refused.splice(0);
  }

  private sorted(): readonly Entry[] {
    return [...this.byKey.values()].toSorted(byCaseModelKey);
  }
}

/** Never throws for what the file holds: a broken line is a warning, and its reply counts as not recorded. */
export async function loadRecordings(options: RecordingsOptions): Promise<Reading<Recordings>> {
  const { files, path } = options;
  const value = new Recordings(options);
  const problems: Problem[] = [];
  try {
    for await (const { line, text } of readLines(files, path)) {
      if (text === '') continue;
      const recording = text === undefined ? undefined : withoutStacks(() => readRecording(text));
      if (text !== undefined && recording !== undefined) value.restore(recording, text);
      else problems.push(brokenLine(path, line));
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code !== 'missing') problems.push(unreadable(error));
  }
  return { value, problems };
}

const atLeastZero = z.number().check(z.nonnegative());

const shape = z.object({
  key: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  model: z.string(),
  case: z.exactOptional(z.string()),
  prompt: z.exactOptional(z.string()),
  request: z.exactOptional(z.looseObject({})),
  reply: z.object({
    text: z.string(),
    ending: z.enum(['stop', 'length', 'filter', 'tool']),
    usage: z.exactOptional(
      z.object({
        inputTokens: atLeastZero,
        cachedInputTokens: z.exactOptional(atLeastZero),
        outputTokens: atLeastZero,
        estimated: z.exactOptional(z.literal(true)),
      }),
    ),
    latencyMs: z.exactOptional(atLeastZero),
    costUsd: z.exactOptional(atLeastZero),
    returnedModel: z.exactOptional(z.string()),
  }),
  recordedAt: z.string(),
});

function readRecording(text: string): Recording | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text));
    // The request is for people and is never used again, so its inside is not checked.
    return read.success ? (read.data as Recording) : undefined;
  } catch {
    return undefined;
  }
}

/** Keys in a fixed order: the same recording is the same line. */
function lineOf(recording: Recording): string {
  const { key, model, prompt, request, reply, recordedAt } = recording;
  const { text, ending, usage, latencyMs, costUsd, returnedModel } = reply;
  return JSON.stringify({
    key,
    model,
    case: recording.case,
    prompt,
    request,
    reply: { text, ending, usage, latencyMs, costUsd, returnedModel },
    recordedAt,
  });
}

function saysTheSame(old: Recording, recording: Recording): boolean {
  const [a, b] = [old.reply, recording.reply];
  return (
    a.text === b.text &&
    a.ending === b.ending &&
    a.returnedModel === b.returnedModel &&
    a.usage?.inputTokens === b.usage?.inputTokens &&
    a.usage?.outputTokens === b.usage?.outputTokens &&
    old.model === recording.model &&
    old.case === recording.case &&
    old.prompt === recording.prompt &&
    (old.request === undefined) === (recording.request === undefined)
  );
}

function byCaseModelKey({ recording: a }: Entry, { recording: b }: Entry): number {
  return (
    compareText(a.case ?? '', b.case ?? '') ||
    compareText(a.model, b.model) ||
    compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function brokenLine(file: string, line: number): Problem {
  return {
    code: 'broken-recording',
    severity: 'warning',
    file,
    range: { start: { line, column: 1 }, end: { line, column: 1 } },
    message: 'This line is not a recording; its reply counts as not recorded.',
    allowed: 'one JSON object a line, as `assay run --record` writes it',
    next: 'Restore the line from git, or record again with `assay run --record`.',
  };
}

function unreadable(error: FileError): Problem {
  return {
    code: 'unreadable-recordings',
    severity: 'error',
    file: error.path,
    range: fileStart,
    message: 'The recordings cannot be read.',
    next: 'Check that it is a regular file and that you may read it.',
  };
}

function refusal(file: string, recording: Recording, content: RefusedContent): Problem {
  const of = recording.case === undefined ? recording.model : `case ${shown(recording.case)}`;
  return {
    code: content.isSecret ? 'secret-in-recording' : 'personal-data-in-recording',
    severity: 'error',
    file,
    range: fileStart,
    message: `The reply of ${of} was not recorded: it holds what looks like ${content.what}.`,
    next: content.isSecret
      ? 'Take the secret out of the prompt or the case, then record again.'
      : 'Take it out of the prompt or the case; or, where it is made up, allow its kind with a reason: "recordings: { allow: [{ kind, reason }] }" in assay.yml.',
  };
}

function shown(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ').slice(0, 60);
}
