/** Shows both examples without network and key: prepares the mails, then answers every request from the recordings. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const examples = import.meta.dirname;
const assay = join(examples, '..', 'dist', 'assay.cjs');

async function run(script: string, ...parameters: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...parameters], {
    cwd: examples,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  if (code !== 0) process.exit(typeof code === 'number' ? code : 1);
}

await run(join(examples, 'spam', 'prepare.mts'));
await run(assay, 'run', '--replay');
process.stdout.write(`
These replies were recorded from two small local models; no request was sent.
Try next, in the folder "examples":

  node ../dist/assay.cjs history show last --cases failed
  node ../dist/assay.cjs run tickets --replay --variant with-examples --format markdown
  node ../dist/assay.cjs models
  edit tickets/tickets.prompt.yml and run it on a model of your own: see README.md
`);
