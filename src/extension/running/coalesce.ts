import { nodeClock } from '#core/adapters/nodeClock.ts';
import type { Clock } from '#core/ports.ts';

/** Gathers what happens within a time and tells it once. */
export interface Coalescer<T> {
  add(item: T): void;
  /** Tells nothing more. */
  dispose(): void;
}

/** `tell` gets everything that was added since the first unsaid item, `delayMs` after it. */
export function coalesce<T>(
  delayMs: number,
  tell: (items: readonly T[]) => void,
  clock: Pick<Clock, 'timer'> = nodeClock,
): Coalescer<T> {
  let items: T[] = [];
  let cancel: (() => void) | undefined;
  let isOver = false;
  return {
    add(item) {
      if (isOver) return;
      items.push(item);
      cancel ??= clock.timer(delayMs, () => {
        const gathered = items;
        items = [];
        cancel = undefined;
        tell(gathered);
      });
    },
    dispose() {
      isOver = true;
      cancel?.();
      items = [];
    },
  };
}
