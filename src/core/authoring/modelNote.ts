import type { Catalogue, ModelEntry, Price } from '#protocol/catalogue.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { textLine, titleLine, type Note, type NoteLine } from './note.ts';

/** What the catalogue says of a model. */
export function modelNote(catalogue: Catalogue | undefined, id: string, today: string): Note {
  const verdict = verdictOn(catalogue, id, today, 'any');
  if (!verdict.allowed) return [titleLine(id), textLine(verdict.why), textLine(verdict.next)];
  const { entry, warnings } = verdict;
  return [
    titleLine(id),
    textLine(`${capital(entry.status)}; asked at ${entry.provider} as ${entry.name}.`),
    ...(entry.task === 'embedding' ? [textLine('Makes embeddings; it answers nothing.')] : []),
    ...warnings.map(({ message, next }) => textLine(`${message} ${next}`)),
    textLine(priceText(entry.price)),
    ...limitLines(entry),
    ...dataLines(entry),
    ...(entry.suits ?? []).map(({ useCase, rating, why }) =>
      textLine(`${capital(rating)} for ${useCase}${why === undefined ? '.' : `: ${why}.`}`),
    ),
    ...(entry.note === undefined ? [] : [textLine(entry.note)]),
  ];
}

/** `approved · $0.25 in, $2.00 out` for a list. */
export function modelDetail({ status, price }: ModelEntry): string {
  const cost =
    price === undefined ? 'unpriced' : `${dollars(price.input)} in, ${dollars(price.output)} out`;
  return `${status} · ${cost}`;
}

function priceText(price: Price | undefined): string {
  if (price === undefined) return 'Unpriced, which is not free: it cannot run under a budget.';
  const { input, cachedInput, output, asOf } = price;
  const cached = cachedInput === undefined ? '' : ` (${dollars(cachedInput)} cached)`;
  const when = asOf === undefined ? '' : `, as of ${asOf}`;
  return `Per million tokens: ${dollars(input)} in${cached}, ${dollars(output)} out${when}.`;
}

function limitLines({ context, limits, retires, replacement }: ModelEntry): readonly NoteLine[] {
  const counted = [
    [limits?.requestsPerMinute, 'requests a minute'],
    [limits?.tokensPerMinute, 'tokens a minute'],
    [limits?.concurrency, 'requests at the same time'],
    [limits?.maxOutputTokens, 'tokens a reply'],
  ] as const;
  const most = counted.flatMap(([count, what]) =>
    count === undefined ? [] : [`${grouped(count)} ${what}`],
  );
  const instead = replacement === undefined ? '' : ` Its replacement is ${replacement}.`;
  return [
    ...(context === undefined ? [] : [textLine(`Context window: ${grouped(context)} tokens.`)]),
    ...(most.length === 0 ? [] : [textLine(`At most ${most.join(', ')}.`)]),
    ...(retires === undefined ? [] : [textLine(`Retires on ${retires}.${instead}`)]),
  ];
}

function dataLines({ data, unsupported }: ModelEntry): readonly NoteLine[] {
  const regions = data?.regions ?? [];
  return [
    ...(regions.length === 0 ? [] : [textLine(`Data stays in ${regions.join(', ')}.`)]),
    ...(data?.personalData === 'no' ? [textLine('Personal data may not be sent to it.')] : []),
    ...(unsupported === undefined || unsupported.length === 0
      ? []
      : [textLine(`Refuses ${unsupported.join(', ')}.`)]),
  ];
}

function dollars(amount: number): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  return `$${amount.toFixed(digits)}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
