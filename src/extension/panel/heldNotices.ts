import type { PanelNotice } from '#protocol/panel.ts';

/** Notices for a page that may be hidden: told at once where it is seen, and otherwise each once when it is seen again. */
export interface HeldNotices {
  add(notice: PanelNotice): void;
  /** The page may have been shown. */
  release(): void;
  /** There is another page, which asks for everything by itself. */
  clear(): void;
}

export function heldNotices(
  isSeen: () => boolean,
  tell: (notice: PanelNotice) => void,
): HeldNotices {
  const held = new Map<string, PanelNotice>();
  return {
    add(notice) {
      if (isSeen()) tell(notice);
      else held.set(JSON.stringify(notice), notice);
    },
    release() {
      if (!isSeen()) return;
      for (const notice of held.values()) tell(notice);
      held.clear();
    },
    clear() {
      held.clear();
    },
  };
}
