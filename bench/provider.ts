import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The mock provider as a process of its own, so that it takes no time from what is measured. */
export interface ProviderProcess extends AsyncDisposable {
  /** `http://127.0.0.1:port/v1`. */
  readonly baseUrl: string;
  /** Requests since the last call. */
  readonly takeCount: () => Promise<number>;
}

const program = fileURLToPath(new URL('../test/support/mockProviderMain.ts', import.meta.url));

export async function startProvider(latencyMs: number): Promise<ProviderProcess> {
  const child = spawn(process.execPath, [program, '--count-only', '--latency', String(latencyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port } = JSON.parse(line) as { readonly port: number };
  let before = 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async takeCount() {
      const answer = await fetch(`http://127.0.0.1:${port}/__log`);
      const { count } = (await answer.json()) as { readonly count: number };
      const since = count - before;
      before = count;
      return since;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
