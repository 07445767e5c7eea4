import { crc32 } from 'node:zlib';
import type { BatchStep } from '#protocol/batch.ts';
import type { JudgeUse, NamedScore } from '#protocol/score.ts';
import type { TrialRef, TrialResult } from '#protocol/trial.ts';
import type { AppendFile, Clock, Files } from '../ports.ts';
import { splitLines, type Line, type Span } from './lines.ts';

/** What a journal holds, in the order it happened. */
export type JournalEntry =
  | ({
      readonly kind: 'dispatch';
      readonly attempt: number;
      /** The most this request can cost; absent where the model has no price. */
      readonly reservedUsd?: number;
      /** Set where the request goes to an evaluator's judge. */
      readonly judge?: string;
      /** Set where the request is laid down in this batch, to be answered later. */
      readonly batch?: number;
    } & TrialRef)
  | ({
      readonly kind: 'attempt-failed';
      readonly attempt: number;
      readonly code: string;
      readonly costUsd?: number;
      readonly judge?: string;
    } & TrialRef)
  /** The reply, with every score that needed no judge. */
  | { readonly kind: 'result'; readonly result: TrialResult; readonly pending: readonly string[] }
  /** The scores of the judges, once all are there. */
  | ({
      readonly kind: 'scores';
      readonly scores: readonly NamedScore[];
      readonly judging?: readonly JudgeUse[];
      readonly costUsd?: number;
    } & TrialRef)
  | ({ readonly kind: 'batch'; readonly batch: number } & BatchStep)
  | { readonly kind: 'resumed' };

export interface JournalRecord {
  readonly seq: number;
  /** Wall clock, milliseconds since 1970; for people. Order is by `seq`. */
  readonly at: number;
  readonly entry: JournalEntry;
}

/** Appends records, a line each, with a running number and a checksum. One writer a journal. */
export interface Journal {
  /** The line is with the operating system when this returns. Throws `FileError`; nothing may be sent then. */
  append(entry: JournalEntry): void;
  close(): Promise<void>;
}

/** Results that a power cut can lose: those of the last second. A killed process loses none. */
const flushEveryMs = 1000;

export async function openJournal(
  files: Files,
  clock: Clock,
  path: string,
  from: { readonly seq: number; readonly bytes: number },
): Promise<Journal> {
  const file = await files.openAppend(path, from.bytes);
  return new FileJournal(file, clock, from.seq);
}

class FileJournal implements Journal {
  private readonly file: AppendFile;
  private readonly clock: Clock;
  private seq: number;
  private flushDue = false;
  private flushing: Promise<void> = Promise.resolve();
  private cancelTimer: () => void = () => {};

  constructor(file: AppendFile, clock: Clock, seq: number) {
    this.file = file;
    this.clock = clock;
    this.seq = seq;
  }

  append(entry: JournalEntry): void {
    this.seq += 1;
    this.file.append(formatRecord({ seq: this.seq, at: this.clock.now(), entry }));
    if (this.flushDue) return;
    this.flushDue = true;
    this.cancelTimer = this.clock.timer(flushEveryMs, () => {
      this.flushDue = false;
      // A failing fsync shows again at `close`, which reports it.
      this.flushing = this.file.flush().catch(() => {});
    });
  }

  async close(): Promise<void> {
    this.cancelTimer();
    await this.flushing;
    await this.file.close();
  }
}

const checksumMark = ',"crc":"';
const checksumTail = '"}\n';

/** One line: JSON whose last field is the CRC-32 of everything before that field. */
export function formatRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  const body = json.slice(0, -1);
  return body + checksumMark + crc32(body).toString(16).padStart(8, '0') + checksumTail;
}

/** `undefined`: the line is torn or was changed. */
export function parseRecord(line: string): JournalRecord | undefined {
  if (!isTrue(line)) return undefined;
  // The checksum proves that this text was written by `formatRecord`.
  const { seq, at, entry } = JSON.parse(line) as JournalRecord;
  return { seq, at, entry };
}

/** Whether the line ends with the checksum of what stands before it. */
function isTrue(line: string): boolean {
  const mark = line.lastIndexOf(checksumMark);
  if (mark < 0 || line.length !== mark + checksumMark.length + 10) return false;
  if (!line.endsWith('"}')) return false;
  const expected = line.slice(mark + checksumMark.length, -2);
  return crc32(line.slice(0, mark)).toString(16).padStart(8, '0') === expected;
}

/** One record of which it is known where it stands. `undefined`: it does not stand there any more. */
export async function readRecordAt(
  files: Pick<Files, 'readPart'>,
  path: string,
  at: Span,
): Promise<JournalRecord | undefined> {
  const line = Buffer.from(await files.readPart(path, at)).toString('utf8');
  return line.endsWith('\n') ? parseRecord(line.slice(0, -1)) : undefined;
}

/** How far a journal can be trusted. */
export interface JournalEnd {
  readonly seq: number;
  /** Bytes of whole, true records: what lies behind is cut off before anything is appended. */
  readonly bytes: number;
  /** Set where a record before the last line is damaged: the run is not to be continued. */
  readonly damagedAtLine?: number;
}

/** The records that are wanted of a journal, and whether the others have been looked at before. */
export interface WantedRecords {
  readonly kinds: ReadonlySet<JournalEntry['kind']>;
  readonly others: 'checked before' | 'to be checked';
}

/**
 * Hears every true record in order. A torn last line is left out without complaint: that is what a killed
 * process leaves. Damage anywhere else ends the reading there. `wanted`: makes nothing of records of other kinds.
 */
export async function readJournal(
  files: Files,
  path: string,
  hear: (record: JournalRecord, at: Span) => void,
  wanted?: WantedRecords,
): Promise<JournalEnd> {
  let seq = 0;
  let bytes = 0;
  let line = 0;
  let damaged: number | undefined;
  for await (const lines of splitLines(files.stream(path))) {
    for (const piece of lines) {
      if (damaged !== undefined) return { seq, bytes, damagedAtLine: damaged };
      line += 1;
      const other = wanted === undefined ? undefined : otherSeq(piece, wanted);
      if (other !== undefined) {
        if (wanted?.others === 'to be checked') {
          if (other <= seq || !isTrue(piece.text)) {
            damaged = line;
            continue;
          }
          seq = other;
        }
        bytes += piece.bytes;
        continue;
      }
      const record = piece.complete ? parseRecord(piece.text) : undefined;
      if (record === undefined || record.seq <= seq) {
        damaged = line;
        continue;
      }
      const at = { from: bytes, bytes: piece.bytes };
      seq = record.seq;
      bytes += piece.bytes;
      hear(record, at);
    }
  }
  return { seq, bytes };
}

const head = /^\{"seq":(\d+),"at":\d+,"entry":\{"kind":"([a-z-]+)"/;

/** The number of a record that is not wanted. */
function otherSeq({ text, complete }: Line, { kinds }: WantedRecords): number | undefined {
  const [, seq, kind] = (complete ? head.exec(text) : undefined) ?? [];
  const isWanted = kind === undefined || (kinds as ReadonlySet<string>).has(kind);
  return isWanted ? undefined : Number(seq);
}

/** No text that a model wrote can hold this: its quotes are escaped. */
const resumedMark = '"kind":"resumed"';

/** Whether the run was taken up again: only then can a trial have more than one result. Looks at no record closely. */
export async function wasResumed(files: Pick<Files, 'stream'>, path: string): Promise<boolean> {
  let end = Buffer.alloc(0);
  for await (const piece of files.stream(path)) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const seam = Buffer.concat([end, bytes.subarray(0, resumedMark.length)]);
    if (bytes.includes(resumedMark) || seam.includes(resumedMark)) return true;
    end = Buffer.concat([end, bytes.subarray(-resumedMark.length)]).subarray(-resumedMark.length);
  }
  return false;
}
