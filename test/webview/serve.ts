/** Serves the page for looking at it and working on it: `npm run panel`. */
import { servePanel } from '../support/panelServer.ts';

const { origin } = await servePanel(4780);
process.stdout.write(
  `${origin}/?scene=usual&theme=dark\nscene: usual, large, live (with &live=1), empty, damaged, failing, hostile\ntheme: dark, light, contrast, contrast-light\npage: compare, history, models\n`,
);
