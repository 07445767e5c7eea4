import { InvalidArgumentError } from 'commander';
import { webAddress } from '#base/webAddress.ts';
import { runReportKinds } from '#core/report/reportKinds.ts';
import type { ReportArgument } from './reportFiles.ts';

/** Reads a whole number of an option; what is allowed is named in the refusal. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(
      `Allowed: a whole number from ${low} to ${high.toLocaleString('en-US')}.`,
    );
  };
}

/** USD, more than nothing. */
export function usd(text: string): number {
  const value = /^\$?\d{0,9}(\.\d{1,12})?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError('Allowed: an amount of USD above 0, such as 0.50.');
}

/** From -1 to 1. */
export function agreement(text: string): number {
  const value = /^-?\d?(\.\d{1,6})?$/.test(text) && text !== '' ? Number(text) : Number.NaN;
  if (value >= -1 && value <= 1) return value;
  throw new InvalidArgumentError('Allowed: a kappa from -1 to 1, such as 0.6.');
}

/** A number above 0. */
export function positive(text: string): number {
  const value = /^\d{0,9}(\.\d{1,9})?$/.test(text) && text !== '' ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError('Allowed: a number above 0, such as 0.05.');
}

const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `30d`, `12h`, `8w` in milliseconds. */
export function age(text: string): number {
  const [, digits, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  const ms = Number(digits) * (unitMs[unit ?? ''] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new InvalidArgumentError(
    'Allowed: a number with h, d or w (hours, days, weeks), such as 30d.',
  );
}

/** `html=out/report.html`; gathers one after the other. */
export function reportArgument(
  text: string,
  before: readonly ReportArgument[] | undefined,
): readonly ReportArgument[] {
  const at = text.indexOf('=');
  const kind = runReportKinds.find((one) => text.startsWith(`${one}=`));
  const file = text.slice(at + 1);
  if (kind === undefined || file === '') {
    throw new InvalidArgumentError(
      `Allowed: a kind and a file, such as html=report.html. Kinds: ${runReportKinds.join(', ')}.`,
    );
  }
  return [...(before ?? []), { kind, file }];
}

/** An address of the web. */
export function linkArgument(text: string): string {
  const address = webAddress(text);
  if (address === undefined) {
    throw new InvalidArgumentError('Allowed: an address that begins with http:// or https://.');
  }
  return address;
}

/** A name in Kubernetes. */
export function resourceName(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Allowed: small letters, digits, "." and "-", as names in Kubernetes are.',
  );
}

/** It stands in a mark that readers of a comment do not see. */
export function commentName(text: string): string {
  if (/^[\w./][\w./ -]{0,79}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Allowed: up to 80 letters, digits, ".", "/", "-", "_" and spaces.',
  );
}

export interface MetricArgument {
  readonly kind: string;
  /** JSON, not yet checked against the metric. */
  readonly settings?: string;
}

/** `exact-match`, or `label={"labels":["a","b"]}`; gathers one after the other. */
export function metricArgument(
  text: string,
  before: readonly MetricArgument[] | undefined,
): readonly MetricArgument[] {
  const at = text.indexOf('=');
  const kind = at === -1 ? text : text.slice(0, at);
  if (kind === '') throw new InvalidArgumentError(metricRule);
  if (at === -1) return [...(before ?? []), { kind }];
  const settings = text.slice(at + 1);
  if (!isJsonMap(settings)) throw new InvalidArgumentError(metricRule);
  return [...(before ?? []), { kind, settings }];
}

const metricRule =
  'Allowed: a metric, or a metric with its settings as a JSON object: \'exact-match={"ignoreCase":true}\'.';

/** `expected=queue`: the case field, and the column that holds it. */
export function columnArgument(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) {
    throw new InvalidArgumentError('Allowed: field=column, such as expected=queue.');
  }
  return Object.fromEntries([
    ...Object.entries(before ?? {}),
    [text.slice(0, at), text.slice(at + 1)],
  ]);
}

function isJsonMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** `2/4`: the second of four parts. */
export function shard(text: string): { readonly index: number; readonly of: number } {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError('Allowed: a part and how many there are, such as 2/4.');
}
