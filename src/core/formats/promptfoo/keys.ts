import { nodeAt, type MapEntry, type MapNode } from '../../documents/node.ts';
import type { PromptfooReading } from './reading.ts';

type Fate = readonly ['kept' | 'translated' | 'approximated' | 'dropped', string?];

/** Keys that need no reader of their own. */
const fates: Readonly<Record<string, Fate>> = {
  description: ['kept'],
  $schema: ['dropped', 'The editor takes it, and nobody else.'],
  tags: ['dropped', 'Tags of a whole configuration are not kept.'],
  env: ['dropped', "Variables of the environment are the user's own."],
  outputPath: ['dropped', 'Say it on the command line: `--output`.'],
  sharing: ['dropped', 'Nothing is uploaded.'],
  nunjucksFilters: ['dropped', 'Filters of your own are code, and are not run.'],
  nunjucksGlobals: ['dropped', 'Globals of your own are code, and are not run.'],
  extensions: ['dropped', 'Hooks are code, and are not run.'],
  metadata: ['approximated', '`name` is what the prompt is called; the rest changes nothing.'],
  redteam: ['dropped', 'Attacks are not made up here; the tests beside it run.'],
  tracing: ['dropped', 'Nothing is traced.'],
  writeLatestResults: ['dropped', 'Every run is kept.'],
  commandLineOptions: ['dropped', 'Say it on the command line.'],
  derivedMetrics: ['dropped', 'Figures over other figures are not computed; the named ones are.'],
  assertionTemplates: ['translated', 'Put where they are referred to.'],
  tests: ['translated', 'A case for each test.'],
  scenarios: ['translated', 'A case for each set of values and each test.'],
  defaultTest: ['translated', 'Put into every case.'],
};

/** Reports the keys at the top, those that do nothing as a warning where that matters. Gives how often each case is asked, where the file says it. */
export function tellKeys(root: MapNode, reading: PromptfooReading): number | undefined {
  for (const entry of root.entries) {
    const fate = Object.hasOwn(fates, entry.key) ? fates[entry.key] : undefined;
    if (fate === undefined) continue;
    const [kind, note] = fate;
    reading.report.tell(entry.key, entry.keyRange, kind, note);
    if (warned.has(entry.key)) warn(entry, note ?? '', reading);
  }
  return optionsOf(root, reading);
}

const warned = new Set(['nunjucksFilters', 'extensions', 'redteam', 'derivedMetrics']);

function warn({ key, keyRange }: MapEntry, note: string, reading: PromptfooReading): void {
  const place = { file: reading.file, range: keyRange };
  const message = `\`${key}\` has no effect here. ${note}`;
  reading.tell('warning', place, 'key-without-effect', message, 'Know what is not done.');
}

const optionFates: Readonly<Record<string, Fate>> = {
  repeat: ['translated', '`repeats`.'],
  maxConcurrency: ['dropped', 'Say it in assay.yml, or with `--concurrency`.'],
  cache: ['dropped', 'Say it in assay.yml, or with `--cache`.'],
  delay: ['dropped', 'The pace follows the limits of the catalogue.'],
  timeoutMs: ['dropped', 'Time limits are built in.'],
  maxEvalTimeMs: ['dropped', 'A run ends by its budget, or by your hand.'],
};

function optionsOf(root: MapNode, reading: PromptfooReading): number | undefined {
  const options = nodeAt(root, ['evaluateOptions']);
  if (options?.kind !== 'map') return undefined;
  for (const { key, keyRange } of options.entries) {
    const known = Object.hasOwn(optionFates, key) ? optionFates[key] : undefined;
    const [kind, note] = known ?? ['dropped', 'It only concerns how promptfoo looks.'];
    reading.report.tell(`evaluateOptions.${key}`, keyRange, kind, note);
  }
  const repeat = nodeAt(options, ['repeat']);
  const value = repeat?.kind === 'scalar' ? repeat.value : undefined;
  return typeof value === 'number' && value >= 1 ? Math.min(1000, Math.trunc(value)) : undefined;
}
