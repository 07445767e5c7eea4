import { resolve } from 'node:path';
import { plainField, plainJson, plainText } from '#base/plainText.ts';
import { nearest } from '#core/documents/nearest.ts';
import { builtinMetrics, metricOf } from '#core/metrics/builtin.ts';
import { costText, levelText, rangeText, settingsOf } from '#core/metrics/describe.ts';
import type { Metric } from '#core/metrics/metric.ts';
import { useCases, type UseCase } from '#core/metrics/useCases.ts';
import { suggestForUse } from '#core/suggest/suggest.ts';
import type { Suggested } from '#core/suggest/suggestion.ts';
import { suggestionYaml } from '#core/suggest/suggestionYaml.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface MetricsOptions {
  readonly format: 'table' | 'json';
}

export interface MetricsListOptions extends MetricsOptions {
  readonly useCase?: string;
}

const columns = [
  { title: 'metric', width: 26 },
  { title: 'for', width: 18 },
  { title: 'needs', width: 16 },
  { title: 'value', width: 16 },
  { title: 'over, cost', width: 18 },
] as const;

/** All metrics, or those for a use case. */
export function metricsList(
  { terminal: { out, err } }: Context,
  { useCase, format }: MetricsListOptions,
): ExitCode {
  if (useCase !== undefined && !isUseCase(useCase)) {
    err.line(['bad', 'error'], ` ${noUseCase(useCase)}`);
    return exitCodes.configuration;
  }
  const metrics = builtinMetrics.filter(
    (metric) => useCase === undefined || metric.useCases.includes(useCase),
  );
  if (format === 'json') {
    out.json(plainJson({ version: 1, metrics: metrics.map(listed) }, 2));
    return exitCodes.fine;
  }
  const rows = metrics.map((metric) => [
    [metric.kind, metric.title],
    [...metric.useCases],
    [...metric.needs],
    [rangeText(metric), `${metric.better} is better`],
    [levelText(metric), costText(metric)],
  ]);
  out.text(tableText(columns, rows));
  return exitCodes.fine;
}

/** Everything that a metric says of itself. */
export function metricsShow(
  { terminal: { out, err } }: Context,
  kind: string,
  { format }: MetricsOptions,
): ExitCode {
  const metric = metricOf(kind);
  if (metric === undefined) {
    const near = nearest(
      kind,
      builtinMetrics.map((one) => one.kind),
    );
    const next = near === undefined ? 'List them with "assay metrics".' : `Did you mean "${near}"?`;
    err.line(['bad', 'error'], ` There is no metric "${plainField(kind)}". ${next}`);
    return exitCodes.configuration;
  }
  const settings = settingsOf(metric);
  if (format === 'json') {
    out.json(plainJson({ version: 1, ...listed(metric), settings }, 2));
    return exitCodes.fine;
  }
  const { title, documentation, needs, better } = metric;
  const lines = [
    `${metric.kind}: ${title}`,
    '',
    ...documentation.split(/(?<=\.) (?=[A-Z])/),
    '',
    `For:    ${metric.useCases.join(', ')}`,
    `Needs:  ${needs.join(', ')}`,
    `Value:  ${rangeText(metric)}, ${better} is better, over ${levelText(metric)}`,
    `Cost:   ${costText(metric)}`,
    '',
  ];
  out.text(lines.join('\n'));
  if (settings.length > 0) {
    const rows = settings.map(({ name, isRequired, usual, description }) => [
      name,
      isRequired ? 'required' : (usual ?? ''),
      description,
    ]);
    out.text(tableText(settingColumns, rows, 'compact'));
  }
  return exitCodes.fine;
}

const settingColumns = [
  { title: 'setting', width: 16 },
  { title: 'default', width: 22 },
  { title: 'meaning', width: 60 },
] as const;

/** What to begin with for a use case or a prompt file, as YAML to paste. */
export async function metricsSuggest(
  context: Context,
  what: string,
  { format }: MetricsOptions,
): Promise<ExitCode> {
  const { err } = context.terminal;
  if (isUseCase(what)) {
    show(context, suggestForUse(what, builtinMetrics), format);
    return exitCodes.fine;
  }
  if (!/[./\\]/.test(what)) {
    err.line(['bad', 'error'], ` ${noUseCase(what)}`);
    return exitCodes.configuration;
  }
  const app = await context.open();
  const { problems, suggested } = await app.engine.suggestMetrics(resolve(context.cwd, what));
  if (hasErrors(problems)) showProblems(err, problems);
  if (suggested !== undefined) show(context, suggested, format);
  else if (!hasErrors(problems)) err.line('There is no prompt file there.');
  if (suggested !== undefined) return exitCodes.fine;
  const code = exitCodeOfProblems(problems);
  return code === exitCodes.fine ? exitCodes.configuration : code;
}

function show({ terminal: { out } }: Context, suggested: Suggested, format: string): void {
  if (format === 'json') {
    out.json(plainJson({ version: 1, ...suggested }, 2));
    return;
  }
  const lines = [
    ...suggested.useCases.map(({ useCase, why }) => `# For ${useCase}: ${why}`),
    suggestionYaml(suggested.metrics),
    ...(suggested.also.length === 0 ? [] : [`# There are also: ${suggested.also.join(', ')}.`]),
  ];
  out.text(`${plainText(lines.join('\n'))}\n`);
}

function isUseCase(text: string): text is UseCase {
  return (useCases as readonly string[]).includes(text);
}

function noUseCase(text: string): string {
  const near = nearest(text, useCases);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `"${plainField(text)}" is no use case.${hint} Allowed: ${useCases.join(', ')}, or a prompt file.`;
}

function listed(metric: Metric): object {
  const { kind, title, documentation, level, better, range, needs, cost } = metric;
  // JSON has no infinity.
  const [least, most] = range.map((one) => (Number.isFinite(one) ? one : null));
  const { useCases: uses } = metric;
  return {
    kind,
    title,
    documentation,
    useCases: uses,
    needs,
    range: [least, most],
    better,
    level,
    cost,
  };
}
