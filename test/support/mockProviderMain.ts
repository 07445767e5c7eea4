/** The mock provider as a process of its own: prints `{"port":…}` and serves until it is killed. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startMockProvider } from './mockProvider.ts';
import type { MockScript } from './mockScript.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    script: { type: 'string' },
    'count-only': { type: 'boolean', default: false },
  },
});

const given =
  values.script === undefined
    ? {}
    : (JSON.parse(await readFile(values.script, 'utf8')) as MockScript);
const provider = await startMockProvider({
  port: Number(values.port),
  countOnly: values['count-only'],
  script: { ...given, otherwise: { latencyMs: Number(values.latency), ...given.otherwise } },
});
process.stdout.write(`${JSON.stringify({ port: provider.port })}\n`);
