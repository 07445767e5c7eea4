/** Numbers as people read them, alike in every table, message and file. */

/** `$12.35`, `$0.0123`, `< $0.0001`; `unpriced` where nobody knows, which is not the same as nothing. */
export function money(usd: number | undefined): string {
  if (usd === undefined) return 'unpriced';
  if (usd === 0) return '$0';
  if (usd < 0.0001) return '< $0.0001';
  return usd < 0.99995 ? `$${usd.toFixed(4)}` : `$${grouped(usd.toFixed(2))}`;
}

/** An amount that can be given back to `--max-cost`: plain digits, never an exponent, never 0. */
export function plainUsd(usd: number): string {
  if (usd >= 0.01) return String(Math.ceil(usd * 100 - 1e-6) / 100);
  const digits = Math.min(20, 1 - Math.floor(Math.log10(Math.max(usd, 1e-12))));
  return usd.toFixed(digits).replace(/0+$/, '');
}

/**
 * A share from 0 to 1 as a percentage, rounded to a tenth, halves away from 0. 100 % is only what is whole, 0 % only what
 * is nothing: what would round to them is `> 99.9 %` or `< 0.1 %`.
 */
export function percent(share: number): string {
  // 0.2895 * 1000 is 289.49999999999994, and a mean of ones 0.9999999999999999: no share of cases is that near without being it.
  const tenths = Math.round(share * 1000 + 1e-9);
  if (share > 0 && tenths === 0) return '< 0.1 %';
  if (share < 1 - 1e-12 && tenths === 1000) return '> 99.9 %';
  return `${(tenths / 10).toFixed(1)} %`;
}

/** `86.0 to 98.8 %`. */
export function percentRange({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return `${percent(low).replace(' %', '')} to ${percent(high)}`;
}

/** `812 ms`, `2.1 s`, `3 min 5 s`, `2 h 4 min`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 2880) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** `12,345`. */
export function count(value: number): string {
  return grouped(String(Math.round(value)));
}

/** `1 error`, `2 errors`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A metric's value with three decimals at most; one that is not quite a whole number never looks like it. */
export function figure(value: number | undefined): string {
  if (value === undefined) return 'none';
  if (Number.isInteger(value))
    return Math.abs(value) < 1e15 ? grouped(String(value)) : String(value);
  const size = Math.abs(value);
  if (size < 0.001) return value.toExponential(1);
  const text = value.toFixed(3);
  if (size < 1000 && Number.isInteger(Number(text))) {
    return (Math.trunc(value * 1000) / 1000).toFixed(3);
  }
  return size < 1000 ? text : grouped(value.toFixed(1));
}

function grouped(digits: string): string {
  const [whole = '', rest] = digits.split('.');
  const parts = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === undefined ? parts : `${parts}.${rest}`;
}
