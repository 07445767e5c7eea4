import { plainField } from '#base/plainText.ts';
import type { Clock } from '#core/ports.ts';
import type { RunProgress } from '#protocol/run.ts';
import { count, counted, duration, money } from '#core/report/numbers.ts';
import { SingleBar } from 'cli-progress';
import type { Echo } from './echo.ts';

/** How far a run is, on stderr: one line that is redrawn in a terminal, a plain line now and then elsewhere. */
export interface ProgressLine {
  advance(progress: RunProgress): void;
  /** A message of its own line, without breaking the redrawn one. */
  say(text: string): void;
  stop(): void;
}

/** Without a terminal: a line this often, and one each tenth of the way, as long as they are some time apart. */
const everyMs = 10_000;
const apartMs = 500;

export function makeProgressLine(echo: Echo, clock: Clock): ProgressLine {
  const pace = makePace(clock);
  return echo.bar === undefined ? plainLines(echo, clock, pace) : redrawnLine(echo, echo.bar, pace);
}

type Pace = (progress: RunProgress) => string;

/** Counts from the first news on, so that what an earlier start of the run did makes nothing look fast. */
function makePace(clock: Clock): Pace {
  const startedAt = clock.monotonic();
  let before: number | undefined;
  return ({ finished, planned, failed, errors, spentUsd }) => {
    before ??= Math.max(0, finished - 1);
    const elapsedMs = Math.max(1, clock.monotonic() - startedAt);
    const perMs = (finished - before) / elapsedMs;
    const left = planned - finished;
    const parts = [
      `${count(finished)} of ${count(planned)}`,
      `${rate(perMs * 1000)} per s`,
      `${count(failed)} failed`,
      counted(errors, 'error'),
      money(spentUsd),
    ];
    if (left > 0 && perMs > 0) parts.push(`${duration(Math.max(1000, left / perMs))} left`);
    return parts.join(', ');
  };
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}

function redrawnLine(echo: Echo, stream: NodeJS.WriteStream, pace: Pace): ProgressLine {
  let latest: RunProgress | undefined;
  const bar = new SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: false,
    gracefulExit: false,
    emptyOnZero: true,
    linewrap: false,
    barsize: 16,
    fps: 8,
    format: (options, { progress }) => {
      const done = Math.floor(progress * (options.barsize ?? 16));
      const drawn = '#'.repeat(done) + '-'.repeat((options.barsize ?? 16) - done);
      return `[${drawn}] ${latest === undefined ? '' : pace(latest)}`;
    },
  });
  let isDrawn = false;
  const draw = (): void => {
    if (latest === undefined) return;
    if (isDrawn) bar.update(latest.finished);
    else bar.start(latest.planned, latest.finished);
    isDrawn = true;
  };
  const clear = (): void => {
    if (isDrawn) bar.stop();
    isDrawn = false;
  };
  return {
    advance(progress) {
      latest = progress;
      draw();
    },
    say(text) {
      clear();
      echo.line(plainField(text, 400));
      draw();
    },
    stop: clear,
  };
}

function plainLines(echo: Echo, clock: Clock, pace: Pace): ProgressLine {
  let latest: RunProgress | undefined;
  let tenth = 0;
  let cancel: (() => void) | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (progress: RunProgress): void => {
    toldAt = clock.monotonic();
    cancel?.();
    cancel = clock.timer(everyMs, () => {
      if (latest !== undefined) tell(latest);
    });
    echo.line(pace(progress));
  };
  const isWorthALine = ({ finished, planned }: RunProgress, reached: number): boolean =>
    reached > tenth && (finished === planned || clock.monotonic() - toldAt >= apartMs);
  return {
    advance(progress) {
      const isFirst = latest === undefined;
      latest = progress;
      const reached = Math.floor((progress.finished / Math.max(1, progress.planned)) * 10);
      if (isFirst) {
        tenth = reached;
        tell(progress);
      } else if (isWorthALine(progress, reached)) {
        tenth = reached;
        tell(progress);
      }
    },
    say(text) {
      echo.line(plainField(text, 400));
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
