import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import { plainField } from '#base/plainText.ts';
import type { Clock } from '../../ports.ts';
import type { ScorerAnswer } from '../scorer.ts';
import type { Child, ChildEars } from './childGroups.ts';

export interface ProgramNeeds {
  readonly clock: Pick<Clock, 'timer'>;
  readonly timeoutMs: number;
  /** Requests that it has at a time, at most. */
  readonly parallel: number;
  /** Starts it, or says why that may not be. */
  readonly start: (ears: ChildEars) => Promise<Child | { readonly refusal: string }>;
}

interface Request {
  readonly id: number;
  readonly line: string;
  /** It was with a program that broke, and is tried once more, with no other beside it. */
  readonly isSuspect: boolean;
  readonly done: (answer: ScorerAnswer) => void;
}

/** After so many starts in a row that gave not one answer, nothing more is expected of a program. */
const mostFruitless = 10;

/**
 * A program that answers a line with a line, started once and asked again and again. Where it breaks it is started anew:
 * the request that it broke on, by the time or by itself, loses its score, and no other does.
 */
export class ProgramScorer {
  private readonly needs: ProgramNeeds;
  private readonly waiting: Request[] = [];
  /** In the order they were sent. */
  private readonly sent = new Map<number, Request>();
  private child: Child | undefined;
  private isStarting = false;
  private hasAnswered = false;
  private fruitless = 0;
  private count = 0;
  /** Why nothing is measured any more. */
  private over: string | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(needs: ProgramNeeds) {
    this.needs = needs;
  }

  /** Never rejects. */
  score(input: JsonObject): Promise<ScorerAnswer> {
    this.count += 1;
    const id = this.count;
    return new Promise((done) => {
      const line = JSON.stringify({ id, ...input });
      this.waiting.push({ id, line, isSuspect: false, done });
      this.pump();
    });
  }

  /** Ends the program; what waits for an answer gets none. */
  close(): void {
    this.giveUp('the run ended before it was measured');
  }

  private pump(): void {
    if (this.over !== undefined) this.giveUp(this.over);
    else if (this.child !== undefined) this.send(this.child);
    else if (this.waiting.length > 0 && !this.isStarting) void this.start();
  }

  private send(child: Child): void {
    for (;;) {
      const [next] = this.waiting;
      if (next === undefined || !this.hasRoomFor(next)) return;
      this.waiting.shift();
      this.sent.set(next.id, next);
      if (this.sent.size === 1) this.watch();
      child.write(next.line);
    }
  }

  private hasRoomFor({ isSuspect }: Request): boolean {
    if (this.sent.size === 0) return true;
    const [first] = this.sent.values();
    return !isSuspect && first?.isSuspect === false && this.sent.size < this.needs.parallel;
  }

  private async start(): Promise<void> {
    this.isStarting = true;
    this.hasAnswered = false;
    const mine: { child?: Child; isGone: boolean } = { isGone: false };
    const isMine = (): boolean =>
      !mine.isGone && (mine.child === undefined || mine.child === this.child);
    const ears: ChildEars = {
      line: (line) => {
        if (isMine()) this.hear(line);
      },
      gone: (how) => {
        if (!isMine()) return;
        mine.isGone = true;
        this.broke(how);
      },
    };
    const started = await this.needs.start(ears).catch(refusalOf);
    this.isStarting = false;
    if ('refusal' in started) {
      this.giveUp(started.refusal);
      return;
    }
    mine.child = started;
    if (mine.isGone || this.over !== undefined) started.kill();
    else this.child = started;
    this.pump();
  }

  private hear(line: string | undefined): void {
    const answer = line === undefined ? undefined : readAnswer(line);
    const request = answer === undefined ? undefined : this.sent.get(answer.id);
    if (answer === undefined || request === undefined) {
      this.broke(
        line === undefined
          ? 'it printed a line of more than 1 MB'
          : `it printed ${plainField(line, 80)}, which answers nothing that it was asked`,
      );
      return;
    }
    this.sent.delete(answer.id);
    this.hasAnswered = true;
    this.fruitless = 0;
    this.watch();
    request.done({ kind: 'answered', answer: answer.rest });
    this.pump();
  }

  /** From now on the oldest request has so long. */
  private watch(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    if (this.sent.size === 0) return;
    const { clock, timeoutMs } = this.needs;
    this.stopTimer = clock.timer(timeoutMs, () => {
      const [oldest] = this.sent.values();
      this.broke(`it did not answer within ${timeoutMs / 1000} s`, oldest);
    });
  }

  /** `culprit`: the request that it is known to have broken on. Others that were with it are tried again, each alone. */
  private broke(why: string, culprit?: Request): void {
    const { child } = this;
    this.child = undefined;
    child?.kill();
    const complaint = child?.complaint().trim() ?? '';
    const broken: ScorerAnswer = {
      kind: 'broken',
      why: `its program broke: ${why}`,
      ...(complaint === '' ? {} : { said: complaint.slice(-400) }),
    };
    const lost = [...this.sent.values()];
    this.sent.clear();
    this.watch();
    if (!this.hasAnswered) this.fruitless += 1;
    const again = lost.filter((one) => one !== culprit && !one.isSuspect);
    this.waiting.unshift(...again.map((one) => ({ ...one, isSuspect: true })));
    for (const one of lost) if (!again.includes(one)) one.done(broken);
    if (this.fruitless >= mostFruitless) {
      this.giveUp(
        `its program broke ${mostFruitless} times in a row, the last time because ${why}`,
      );
    } else this.pump();
  }

  private giveUp(why: string): void {
    this.over ??= why;
    this.child?.kill();
    this.child = undefined;
    const left = [...this.sent.values(), ...this.waiting.splice(0)];
    this.sent.clear();
    this.watch();
    for (const one of left) one.done({ kind: 'broken', why });
  }
}

function refusalOf(error: unknown): { readonly refusal: string } {
  const why = error instanceof Error ? error.message : String(error);
  return { refusal: `its program could not be started: ${why}` };
}

function readAnswer(line: string): { readonly id: number; readonly rest: JsonValue } | undefined {
  try {
    const value = JSON.parse(line) as JsonValue;
    if (!isJsonObject(value)) return undefined;
    const { id, ...rest } = value;
    return typeof id === 'number' ? { id, rest } : undefined;
  } catch {
    return undefined;
  }
}
