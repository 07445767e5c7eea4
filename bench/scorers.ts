import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { ScriptPool } from '#core/scorers/scripts/scriptPool.ts';
import { openScript } from '#core/scorers/scripts/openScript.ts';
import { median } from './median.ts';
import { atLeast, shown, type Row } from './row.ts';

const code = `
const polite = ['please', 'thank', 'kindly'];
export default ({ reply, settings }) => {
  const words = reply.toLowerCase().split(/\\W+/);
  const found = polite.filter((one) => words.includes(one));
  return { value: found.length / polite.length, pass: found.length >= settings.least, why: found.join() };
};
`;

/** Replies that a script scores in a second, one after the other in one thread, each in an interpreter of its own. */
export async function scorers(replies: number, times: number): Promise<readonly Row[]> {
  const pool = new ScriptPool(nodeClock, 1);
  try {
    const opened = await openScript(
      {
        files: nodeFiles(nodeClock),
        root: process.cwd(),
        purpose: 'run',
        pool,
        setup: { isTrusted: () => true },
      },
      { prompt: 'a.prompt.yml', from: { code }, timeoutMs: 1000 },
    );
    if ('faults' in opened) throw new Error(JSON.stringify(opened.faults));
    const reply = `Thank you for your mail. ${'We look into it. '.repeat(30)}`;
    const input = { reply, values: { question: reply }, settings: { least: 1 } };
    const rates: number[] = [];
    for (let round = 0; round < times; round += 1) {
      const start = performance.now();
      for (let count = 0; count < replies; count += 1) await opened.scorer.score(input);
      rates.push((replies / (performance.now() - start)) * 1000);
    }
    const rate = median(rates);
    return [
      {
        name: `scripts of the user, ${replies} replies of 500 characters`,
        value: rate,
        unit: '/s',
        goal: atLeast(500),
        note: `one thread; ${shown(1e6 / rate)} µs a reply`,
      },
    ];
  } finally {
    await pool.close();
  }
}
