import type { ModelEntry, Price } from '#protocol/catalogue.ts';
import type { Usage } from '#protocol/reply.ts';

const million = 1e6;

/** Turns token counts into USD. `undefined` wherever something is not known: unpriced is never free. */
export interface Pricing {
  readonly price: Price | undefined;
  cost(usage: Usage | undefined): number | undefined;
}

/** The same model, asked in a batch. */
export function inBatch<Priced extends Pick<ModelEntry, 'price'>>(entry: Priced): Priced {
  const { price } = entry;
  if (price === undefined) return entry;
  const { input, cachedInput, output, batch: share = 0.5 } = price;
  const cached = cachedInput === undefined ? {} : { cachedInput: cachedInput * share };
  return { ...entry, price: { ...price, input: input * share, ...cached, output: output * share } };
}

export function pricingOf(entry: Pick<ModelEntry, 'price'>): Pricing {
  const { price } = entry;
  return {
    price,
    cost(usage) {
      if (price === undefined || usage === undefined) return undefined;
      const cached = usage.cachedInputTokens ?? 0;
      const fresh = usage.inputTokens - cached;
      return (
        (fresh * price.input +
          cached * (price.cachedInput ?? price.input) +
          usage.outputTokens * price.output) /
        million
      );
    },
  };
}
