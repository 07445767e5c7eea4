import { plainJson } from '#base/plainText.ts';
import { count } from '#core/report/numbers.ts';
import type { ModelEntry, Price } from '#protocol/catalogue.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { App, KeyState } from '../compose.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface ModelsOptions {
  readonly useCase?: string;
  readonly format: 'table' | 'json';
}

/** Shows the catalogue. Of a key only the variable's name is told, and whether it is set. */
export async function modelsCommand(
  context: Context,
  { useCase, format }: ModelsOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const { catalogue, problems: found } = await app.engine.catalogue();
  const problems = [...app.problems, ...found];
  showProblems(err, problems);
  if (catalogue === undefined || hasErrors(problems)) {
    const code = exitCodeOfProblems(problems);
    return code === exitCodes.fine ? exitCodes.modelPolicy : code;
  }
  const models = catalogue.models.filter((model) => isFor(model, useCase));
  if (format === 'json') {
    const listed = models.map((model) => ({ ...model, key: app.keyOf(model.provider) }));
    out.json(plainJson({ version: 1, models: listed }, 2));
  } else if (models.length === 0) {
    err.line(noModels(catalogue.models, useCase));
  } else {
    out.text(modelTable(models, app));
  }
  return exitCodes.fine;
}

function isFor({ suits }: ModelEntry, useCase: string | undefined): boolean {
  if (useCase === undefined) return true;
  const wanted = useCase.toLowerCase();
  return (
    suits?.some((one) => one.useCase.toLowerCase() === wanted && one.rating !== 'unsuitable') ===
    true
  );
}

function noModels(models: readonly ModelEntry[], useCase: string | undefined): string {
  if (useCase === undefined) return 'The catalogue lists no model.';
  const known = new Set(models.flatMap((model) => (model.suits ?? []).map((one) => one.useCase)));
  const list = known.size === 0 ? 'none is named in the catalogue' : [...known].join(', ');
  return `No model is said to suit "${useCase}". Use cases: ${list}.`;
}

const columns = [
  { title: 'model', width: 26 },
  { title: 'price per million', width: 18 },
  { title: 'context', width: 9 },
  { title: 'suits', width: 20 },
  { title: 'key', width: 19 },
] as const;

function modelTable(models: readonly ModelEntry[], { keyOf }: App): string {
  const rows = models.map((model) => [
    [model.id, statusLine(model), ...retirementLines(model)],
    priceLines(model.price),
    model.context === undefined ? '' : count(model.context),
    (model.suits ?? []).map(({ useCase, rating }) => `${useCase}: ${rating}`),
    keyLines(keyOf(model.provider)),
  ]);
  return tableText(columns, rows);
}

function statusLine({ status, note }: ModelEntry): string {
  return note === undefined ? status : `${status}: ${note}`;
}

function retirementLines({ retires, replacement }: ModelEntry): string[] {
  return [
    ...(retires === undefined ? [] : [`retires ${retires}`]),
    ...(replacement === undefined ? [] : [`then ${replacement}`]),
  ];
}

function priceLines(price: Price | undefined): string[] {
  if (price === undefined) return ['unpriced'];
  const { input, cachedInput, output, asOf } = price;
  return [
    `$${input} in`,
    ...(cachedInput === undefined ? [] : [`$${cachedInput} cached in`]),
    `$${output} out`,
    ...(asOf === undefined ? [] : [`as of ${asOf}`]),
  ];
}

function keyLines(state: KeyState): string[] {
  if (state.kind === 'none-needed') return ['none needed'];
  if (state.kind === 'unknown-provider') return ['provider unknown'];
  return [state.isSet ? 'yes' : 'no', state.variable];
}
