/** Writes docs/lint.md from the rules themselves: `npm run docs:lint`. */
import { writeFile } from 'node:fs/promises';
import { rulesPage } from '../src/core/lint/rulesPage.ts';

await writeFile(new URL('../docs/lint.md', import.meta.url), rulesPage());
