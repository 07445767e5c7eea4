import { hasErrors } from '#protocol/problem.ts';
import type { Problem } from '#protocol/problem.ts';
import * as z from 'zod/mini';
import { entryAt } from '../documents/node.ts';
import { errorAt, firstProblems, quoteFound } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';
import { decodeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import { builtinProviders } from '../models/providers.ts';
import type { KeySource, Provider } from '../models/providers.ts';

/** What the user, never a workspace, says of providers, and of where runs are sent. */
export interface UserConfig {
  readonly file: string;
  readonly providers: readonly Provider[];
  readonly mlflow?: MlflowSettings;
}

/** As the user wrote it; `mlflow/terms.ts` fills in the rest. */
export interface MlflowSettings {
  /** `https://…`, or `http://` on this machine; without user name, query and fragment. */
  readonly trackingUri?: string;
  /** The experiment's name; `{project}` and `{prompt}` are filled in. */
  readonly experiment?: string;
  readonly push?: 'by-hand' | 'after-run';
  /** What is sent beside names and numbers: nothing, prompt files, or cases and replies too. */
  readonly texts?: 'none' | 'prompts' | 'all';
  /** Whether runs tell who pushed them. */
  readonly user?: boolean;
}

/** Reads the user's configuration. `value` only where there is no error: a key must not go to half-read settings. */
export function readUserConfig(bytes: Uint8Array, file: string): Reading<UserConfig> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readYaml(source.value);
  const problems: Problem[] = [...source.problems, ...document.problems.map(withoutContent)];
  if (document.value === undefined) return { value: undefined, problems: firstProblems(problems) };
  const shape = readShape(userConfigShape, document.value, file);
  problems.push(...shape.problems.map(withoutContent));
  const providers: Provider[] = [];
  for (const [name, written] of Object.entries(shape.value?.providers ?? {})) {
    const fixed = builtinProviders.find(({ settings }) => settings.provider === name);
    if (fixed !== undefined && fixed.key !== 'none') {
      const range = entryAt(document.value, ['providers', name])?.keyRange ?? document.value.range;
      const message = `The provider ${quoteFound(name)} is built in with ${fixed.settings.baseUrl}.`;
      const next = 'Choose another name, and name that provider in the catalogue.';
      problems.push(errorAt(file, range, 'built-in-provider', message, next));
      continue;
    }
    const { kind, stream = true } = written;
    const baseUrl = written.baseUrl.replace(/\/+$/, '');
    const key = written.key ?? 'none';
    providers.push({ settings: { provider: name, kind, baseUrl, stream }, key });
  }
  const isSound = shape.value !== undefined && !hasErrors(problems);
  const mlflow = shape.value?.mlflow;
  return {
    value: isSound ? { file, providers, ...(mlflow === undefined ? {} : { mlflow }) } : undefined,
    problems: firstProblems(problems),
  };
}

/** Problems end up in logs, and what stands in this file by mistake may be a key. Names of keys and providers stay. */
function withoutContent(problem: Problem): Problem {
  const { code, message, next } = problem;
  if (!code.startsWith('yaml-')) {
    return { ...problem, message: message.replace(/the text ".*"/s, 'text') };
  }
  return {
    ...problem,
    message: message.replace(/".*"/s, 'text'),
    next: next.replace(/".*"/s, 'text'),
  };
}

interface UserConfigFile {
  readonly providers?: Readonly<
    Record<
      string,
      {
        readonly kind: 'openai' | 'anthropic' | 'compatible';
        readonly baseUrl: string;
        readonly key?: KeySource;
        readonly stream?: boolean;
      }
    >
  >;
  readonly mlflow?: MlflowSettings;
}

const baseUrl = z.string().check(
  z.refine(isSafeUrl, {
    error: 'This is no address that a key may be sent to.',
    params: {
      code: 'unsafe-url',
      allowed: 'https://…, or http:// on this machine; without user name, query and fragment',
      next: 'Write an address such as https://models.example.com/v1.',
    },
  }),
);

const variableName = z.string().check(
  z.refine((text: string) => /^[A-Za-z_]\w{0,99}$/.test(text), {
    error: 'This is no name of an environment variable.',
    params: {
      code: 'wrong-format',
      allowed: 'letters, digits and "_"',
      next: 'Write the name of the variable that holds the key. If the key itself stands here, replace it at its provider.',
    },
  }),
);

const providerName = z
  .string()
  .check(z.refine((text: string) => /^[A-Za-z0-9][\w.-]{0,63}$/.test(text)));

const userConfigShape: z.ZodMiniType<UserConfigFile> = z.strictObject({
  providers: z.exactOptional(
    z.record(
      providerName,
      z.strictObject({
        kind: z.enum(['openai', 'anthropic', 'compatible']),
        baseUrl,
        key: z.exactOptional(z.union([z.literal('none'), z.strictObject({ env: variableName })])),
        stream: z.exactOptional(z.boolean()),
      }),
    ),
  ),
  mlflow: z.exactOptional(
    z.strictObject({
      trackingUri: z.exactOptional(baseUrl),
      experiment: z.exactOptional(z.string().check(z.minLength(1), z.maxLength(300))),
      push: z.exactOptional(z.enum(['by-hand', 'after-run'])),
      texts: z.exactOptional(z.enum(['none', 'prompts', 'all'])),
      user: z.exactOptional(z.boolean()),
    }),
  ),
});

/** An encrypted connection, or none that leaves the machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text) || /[\s?#\\]/.test(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** The URL parser has already turned every way to write an address into this one. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
