import type { Point } from './image.ts';

export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** What one `log-batch` carries. */
export interface Batch {
  readonly tags: readonly Entry[];
  readonly params: readonly Entry[];
  readonly metrics: readonly Point[];
}

/** What MLflow takes in one request: entries of each kind, of all together, and bytes, with room for what is around them. */
const limits = { tags: 100, params: 100, metrics: 1000, together: 1000, bytes: 900_000 } as const;

/** Cuts a lot of entries into requests, in order: tags, parameters, metrics. */
export function batches({ tags, params, metrics }: Batch): readonly Batch[] {
  const found: Batch[] = [];
  let open: { tags: Entry[]; params: Entry[]; metrics: Point[] } = empty();
  let together = 0;
  let bytes = 0;
  const put = <T extends Entry | Point>(kind: keyof Batch, one: T, into: () => T[]): void => {
    const size = Buffer.byteLength(JSON.stringify(one)) + 1;
    const isFull =
      into().length >= limits[kind] || together >= limits.together || bytes + size > limits.bytes;
    if (isFull && together > 0) {
      found.push(open);
      open = empty();
      together = 0;
      bytes = 0;
    }
    into().push(one);
    together += 1;
    bytes += size;
  };
  for (const one of tags) put('tags', one, () => open.tags);
  for (const one of params) put('params', one, () => open.params);
  for (const one of metrics) put('metrics', one, () => open.metrics);
  if (together > 0) found.push(open);
  return found;
}

function empty(): { tags: Entry[]; params: Entry[]; metrics: Point[] } {
  return { tags: [], params: [], metrics: [] };
}
