/**
 * A run of many cases as a process of its own: plans, runs and prints how it ended. The service is made up within
 * the process, since it is the engine's memory that matters.
 */
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { makeSecret } from '#core/models/secret.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { everything } from './project.ts';

const [root = ''] = process.argv.slice(2);
const answer = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5 },
});
const settings = {
  provider: 'mock',
  kind: 'compatible',
  baseUrl: 'http://127.0.0.1:9/v1',
  stream: false,
};
const engine = createEngine({
  ports: {
    files: nodeFiles(nodeClock),
    clock: nodeClock,
    log: { info: () => undefined, warn: () => undefined },
    secrets: { get: () => Promise.resolve(makeSecret('test key', 'some-key-of-24-characters')) },
    fetch: () =>
      Promise.resolve(new Response(answer, { headers: { 'content-type': 'application/json' } })),
    random: Math.random,
  },
  root,
  version: '0.0.0-test',
  providers: new Map([['mock', { settings, needsKey: true }]]),
  self: { pid: process.pid, host: 'test', isAlive: () => false },
});
const none = new AbortController().signal;
const { ready, problems } = await engine.plan({ ...everything, cache: 'off' }, none);
if (ready === undefined) throw new Error(JSON.stringify(problems));
const summary = await engine.run(ready, { stopping: none, signal: none, tell: () => undefined });
const replied = summary.candidates[0]?.states.replied;
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({ ended: summary.ended, replied, maxRssMb: Math.round(maxRSS / 1024) }),
);
