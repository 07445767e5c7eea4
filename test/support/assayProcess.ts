import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCli } from './cli.ts';
import { startMockProvider, type MockProvider } from './mockProvider.ts';
import type { MockScript } from './mockScript.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program. Its environment is what is given, where programs are, and a home inside the folder. */
export async function assay(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { PATH = '' } = process.env;
  const place = { cwd, env: { HOME: join(cwd, 'home'), PATH, ...env } };
  const { code, stdout, stderr } = await runCli(args, place);
  return { code, stdout, stderr };
}

/** A project on disk whose one model is a provider on loopback. */
export interface Workspace extends AsyncDisposable {
  readonly path: string;
  readonly provider: MockProvider;
  readonly assay: (...args: readonly string[]) => Promise<Ended>;
}

export async function makeWorkspace(
  files: Readonly<Record<string, string>>,
  script: MockScript = {},
): Promise<Workspace> {
  const folder = await temporaryFolder();
  const provider = await startMockProvider({ script });
  const all = {
    'user.yml': `providers:\n  mock: { kind: compatible, baseUrl: "${provider.baseUrl}" }\n`,
    'assay.models.yml': catalogue,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    const path = join(folder.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const env = { ASSAY_CONFIG: join(folder.path, 'user.yml') };
  return {
    path: folder.path,
    provider,
    assay: (...args) => assay(args, folder.path, env),
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const catalogue = `version: 1
models:
  - id: mock/small
    status: approved
    provider: mock
    name: small
    price: { input: 1, output: 2 }
  - id: mock/blocked
    status: blocked
    provider: mock
    name: blocked
`;

/** A prompt over `count` cases; each is asked for the word `yes`. */
export function yesPrompt(count: number, model = 'mock/small'): string {
  const cases = Array.from(
    { length: count },
    (_, place) =>
      `  - { id: case-${place + 1}, text: "[[row-${place + 1}]] yes?", expected: "yes" }`,
  );
  return `name: yes-or-no
model: ${model}
modelParameters: { maxTokens: 20 }
messages:
  - role: user
    content: "{{text}}"
testData:
${cases.join('\n')}
evaluators:
  - name: right
    uses: exact-match
`;
}
