/**
 * What Assay is compared with: the least program that asks the same questions, with so many workers.
 * `node bench/loop.mjs bare|sdk baseUrl cases concurrency [stream]`. It keeps and checks nothing.
 */
import { Agent, request } from 'node:http';

const [, , kind, baseUrl, casesText, workersText, mode] = process.argv;
const cases = Number(casesText);
const isStreamed = mode === 'stream';

const ask = kind === 'sdk' ? await sdkAsker() : bareAsker();
let next = 0;
await Promise.all(Array.from({ length: Number(workersText) }, work));

async function work() {
  while (next < cases) {
    const row = next;
    next += 1;
    const text = await ask(bodyOf(row));
    if (text !== wordsOf(row)) throw new Error(`Case ${row} got "${text}".`);
  }
}

/** The same request that the bench's project makes of a case. */
function bodyOf(row) {
  return {
    model: 'small',
    messages: [{ role: 'user', content: `Say this again:\n${wordsOf(row)}` }],
    temperature: 0,
    max_tokens: 20,
  };
}

function wordsOf(row) {
  return `the words of row ${row}`;
}

function bareAsker() {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, pathname } = new URL(`${baseUrl}/chat/completions`);
  return (body) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = { 'content-type': 'application/json', 'content-length': text.length };
      const options = { agent, hostname, port, path: pathname, method: 'POST', headers };
      const sent = request(options, (answer) => {
        let json = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece) => (json += piece));
        answer.on('end', () => resolve(JSON.parse(json).choices[0].message.content));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(text);
    });
}

async function sdkAsker() {
  const { default: OpenAI } = await import('openai');
  const { completions } = new OpenAI({ baseURL: baseUrl, apiKey: 'none', maxRetries: 0 }).chat;
  if (!isStreamed) {
    return async (body) => (await completions.create(body)).choices[0].message.content;
  }
  return async (body) => {
    const chunks = await completions.create({
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    // oxlint-disable-next-line typescript/await-thenable -- the types of the package are not seen from here
    for await (const chunk of chunks) text += chunk.choices[0]?.delta?.content ?? '';
    return text;
  };
}
