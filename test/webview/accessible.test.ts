import assert from 'node:assert/strict';
import axe from 'axe-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharePanel, type PanelPage } from '#support/panelPage.ts';

const pictures = fileURLToPath(new URL('../../out/screenshots', import.meta.url));

const views: Readonly<Record<string, (panel: PanelPage) => Promise<void>>> = {
  run: async (panel) => {
    await panel.shows(480);
  },
  case: async (panel) => {
    await panel.section('metrics').locator('.twistie').click();
    await panel.row('2 ticket-0005').click();
    await panel.detail.locator('assay-diff mark').first().waitFor();
  },
  gate: async (panel) => {
    const gate = panel.section('gate');
    await gate.locator('table').nth(1).waitFor();
    await gate.scrollIntoViewIfNeeded();
  },
  labels: async (panel) => {
    await panel.section('metrics').locator('.twistie').click();
    await (await panel.unfold('labels')).locator('.confusion').waitFor();
    await (await panel.unfold('latency')).locator('svg.picture').first().waitFor();
  },
  compare: async (panel) => {
    await panel.shows(120);
    await panel.unfold('parameters');
    await (await panel.unfold('prompts')).locator('mark').first().waitFor();
    await (await panel.unfold('charts')).locator('.plot').nth(1).waitFor();
    await panel.rows.first().click();
    await panel.page.locator('assay-compared-case assay-diff').waitFor();
  },
  history: async (panel) => {
    await panel.page.locator('.plot .point').first().waitFor();
  },
  models: async (panel) => {
    await panel.page.locator('.plot').nth(1).waitFor();
    await panel.page
      .getByRole('region', { name: 'What a switch would change' })
      .locator('tbody tr')
      .waitFor();
  },
  help: async (panel) => {
    await panel.shows(480);
    await panel.page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await panel.page.getByRole('dialog').waitFor();
  },
  live: async (panel) => {
    await panel.page.locator('progress').waitFor();
  },
  hostile: async (panel) => {
    await panel.row('0 hostile-0026').click();
    await panel.detail.locator('.reply pre').waitFor();
  },
  'failing-rows': async (panel) => {
    await panel.shows(480);
    await panel.setFailing(true);
    await panel.filter('x');
    await panel.page.locator('assay-grid [role=alert]').waitFor();
  },
  failing: async (panel) => {
    await panel.page.getByRole('alert').first().waitFor();
  },
};

const scenes = new Set(['live', 'hostile', 'failing']);
const names = new Set(['compare', 'history', 'models']);

describe('accessibility', () => {
  const open = sharePanel();

  before(() => mkdir(pictures, { recursive: true }));

  for (const [name, show] of Object.entries(views)) {
    it(`axe finds nothing in ${name}, whatever the theme`, async () => {
      const panel = await open({
        ...(scenes.has(name) && { scene: name }),
        ...(names.has(name) && { page: name }),
      });
      await show(panel);
      for (const theme of ['dark', 'light', 'contrast', 'contrast-light']) {
        await panel.setTheme(theme);
        await panel.page.screenshot({ path: join(pictures, `panel-${name}-${theme}.png`) });
        assert.deepEqual(await violations(panel, theme === 'dark'), [], theme);
      }
    });
  }

  // A window of 1280 at 200 % is as wide as one of 640; panels beside an editor are narrower still.
  for (const name of ['run', 'gate', 'case', 'compare', 'history', 'models']) {
    it(`${name} in a narrow window, or at twice the size, still shows everything and scrolls one way only`, async () => {
      const panel = await open({ ...(names.has(name) && { page: name }) });
      await panel.page.setViewportSize({ width: 600, height: 900 });
      await views[name]?.(panel);
      const width = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 600, `${width} px`);
      const path = join(pictures, `panel-${name}-narrow.png`);
      await panel.page.screenshot({ path, fullPage: true });
      assert.deepEqual(await violations(panel), []);
    });
  }

  it('nothing moves for those who do not want it', async () => {
    const panel = await open();
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    await panel.shows(480);
    const moving = await panel.page.evaluate(
      () => document.getAnimations().filter((one) => one.playState === 'running').length,
    );
    assert.equal(moving, 0);
  });
});

/** Of all rules, or only of those that hang on colours. */
async function violations({ page }: PanelPage, isWhole = true): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(axe.source);
  const found = await page.evaluate(async (all) => {
    // What is scrolled half under the bar of pages is not too small.
    window.scrollTo(0, 0);
    const { axe: inside } = globalThis as unknown as { axe: typeof axe };
    const { violations: broken, incomplete } = await inside.run(document, {
      resultTypes: ['violations', 'incomplete'],
      runOnly: all
        ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
        : ['color-contrast', 'link-in-text-block', 'target-size'],
    });
    // Text in the very colour of what is behind it may be meant to be hidden, and axe leaves it to people.
    const unseen = incomplete.flatMap((one) => {
      const nodes = one.nodes.filter(({ any }) =>
        any.some(
          ({ data }: { data?: { messageKey?: string } }) => data?.messageKey === 'equalRatio',
        ),
      );
      return nodes.length === 0 ? [] : [{ id: 'unseen', nodes }];
    });
    return [...broken, ...unseen].map(
      (one) =>
        `${one.id}: ${one.nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
  }, isWhole);
  return found;
}
