import type { Clock } from '../ports.ts';

/** One line of requests, and who hears of it. */
export interface WatchedLine {
  /** Catalogue id of the model. */
  readonly id: string;
  readonly clock: Pick<Clock, 'timer'>;
  /** How many workers listen to the line now. */
  readonly workers: () => Promise<number>;
  readonly say: (text: string) => void;
}

export interface WorkerWatch {
  /** A request waits from now on; the function says that it does not any more. */
  waiting(): () => void;
}

/** So long a request waits before it is looked whether anybody takes it, and again. */
const lookEveryMs = 5000;

/** Says when requests wait and no worker listens, and when one comes: once each. It looks only while something waits. */
export function watchWorkers({ id, clock, workers, say }: WatchedLine): WorkerWatch {
  let count = 0;
  let isTold = false;
  let isWatching = false;
  let stop: (() => void) | undefined;
  const look = async (): Promise<void> => {
    // Where nobody can tell, nothing is said: the request itself fails if Redis does.
    const listening = await workers().catch(() => undefined);
    if (listening === undefined || count === 0) return;
    if (listening === 0 && !isTold) {
      isTold = true;
      say(
        `Nobody takes requests for ${id}: no worker listens. Start one, with the same catalogue and the keys: assay worker --queue (ASSAY_QUEUE says where). The run waits; Ctrl-C ends it.`,
      );
    } else if (listening > 0 && isTold) {
      isTold = false;
      say(`A worker takes requests for ${id} now.`);
    }
  };
  const arm = (): void => {
    isWatching = true;
    stop = clock.timer(lookEveryMs, () => {
      stop = undefined;
      void look().then(() => {
        if (count > 0) arm();
        else isWatching = false;
      });
    });
  };
  return {
    waiting() {
      count += 1;
      if (!isWatching) arm();
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        count -= 1;
        // A look that is under way ends the watch itself.
        if (count > 0 || stop === undefined) return;
        stop();
        stop = undefined;
        isWatching = false;
      };
    },
  };
}
