/** Stands in for VS Code, so that the page runs in a plain browser: `?scene=large&theme=light&delay=50&page=history`. */
import type { Route } from '#protocol/panel.ts';
import { fakeHost, type FakeHost } from './fakeHost.ts';
import { scenes } from './scenes.ts';
import { applyTheme, isTheme } from './theme.ts';

const given = new URLSearchParams(location.search);
const theme = given.get('theme');
applyTheme(isTheme(theme) ? theme : 'dark');

const scene = (scenes[given.get('scene') ?? 'usual'] ?? scenes['usual'])?.();
if (scene === undefined) throw new Error('There is no such scene.');
const route = routeOf(given.get('page'));

/** Both ends speak in copies, as over a real wall. */
const toHost = new Set<(packet: unknown) => void>();
const host: FakeHost = fakeHost(
  {
    post: (packet) => window.postMessage(structuredClone(packet), '*'),
    listen: (hear) => {
      toHost.add(hear);
      return () => toHost.delete(hear);
    },
  },
  route === undefined ? scene : { ...scene, route },
  Number(given.get('delay') ?? 0),
);

const memory = `assay-panel ${given.get('scene') ?? ''}`;

Object.assign(globalThis, {
  fakeHost: host,
  applyTheme,
  acquireVsCodeApi: () => ({
    postMessage: (packet: unknown) => {
      const copy: unknown = structuredClone(packet);
      queueMicrotask(() => {
        for (const hear of toHost) hear(copy);
      });
    },
    getState: () => JSON.parse(sessionStorage.getItem(memory) ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(memory, JSON.stringify(state)),
  }),
});

if (given.has('live')) setInterval(() => host.advance(), 250);

function routeOf(page: string | null): Route | undefined {
  const last = scene?.runs.at(-1)?.plan.id ?? '';
  switch (page ?? '') {
    case 'compare':
      return {
        page: 'compare',
        sides: [
          { kind: 'run', run: last, candidate: 0 },
          { kind: 'run', run: last, candidate: 2 },
        ],
      };
    case 'history':
    case 'models':
      return { page: page === 'history' ? 'history' : 'models' };
    default:
      return undefined;
  }
}
