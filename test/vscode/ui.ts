/** Runs the tests of `test/ui`, which drive VS Code's window: `ui.ts [what mocha takes…]`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from './fixture.ts';
import { screenshots } from './session.ts';
import { endOnSignals, leaveIfMissing } from './suite.ts';

/** A window is opened by every test, on a machine that may be slow. */
const limitMs = 120_000;

endOnSignals();
await leaveIfMissing("the tests of VS Code's window");
await rm(screenshots, { recursive: true, force: true });
const mocha = join(repository, 'node_modules/mocha/bin/mocha.js');
const own = process.argv.slice(2);
const files = own.some((one) => one.endsWith('.ts')) ? [] : ['test/ui/**/*.test.ts'];
const child = spawn(process.execPath, [mocha, `--timeout=${limitMs}`, ...files, ...own], {
  cwd: repository,
  stdio: 'inherit',
});
const [code] = (await once(child, 'close')) as [number | null];
process.exitCode = code ?? 1;
