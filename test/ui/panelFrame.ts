import type { Frame, Page } from 'playwright-core';
import { soon } from './soon.ts';

/** The frame of the panel's page, once it shows a text. VS Code puts it into another one, and makes both anew as it likes. */
export async function panelThatShows(page: Page, text: string, limitMs?: number): Promise<Frame> {
  let found: Frame | undefined;
  const isShown = async (): Promise<boolean> => {
    for (const frame of page.frames()) {
      const shown = frame.locator('assay-panel').getByText(text).first();
      // A frame may go while it is looked at.
      if (await shown.isVisible().catch(() => false)) found = frame;
    }
    return found !== undefined;
  };
  await soon(`the panel shows "${text}"`, isShown, limitMs);
  if (found === undefined) throw new Error('There is no page.');
  return found;
}
