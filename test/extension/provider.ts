import { insideEnv } from '../vscode/insideResult.ts';
import type { MockLog } from '../support/mockProvider.ts';
import type { MockScript } from '../support/mockScript.ts';

/** Tells the mock provider, which runs outside of VS Code, what to do from now on; forgets what it counted. */
export async function scriptProvider(script: MockScript): Promise<void> {
  await fetch(address('/__script'), { method: 'POST', body: JSON.stringify(script) });
}

/** What reached it since it was scripted last. */
export async function providerLog(): Promise<MockLog> {
  const response = await fetch(address('/__log'));
  return (await response.json()) as MockLog;
}

function address(path: string): string {
  const { origin } = new URL(process.env[insideEnv.provider] ?? '');
  return `${origin}${path}`;
}
