import packaged, { type Builder } from 'junit-report-builder';

/** A new report. The package says that it exports a module with a `default`; it exports the builder itself. */
export function newJunit(): Builder {
  const found: unknown = packaged;
  if (!isBuilder(found)) throw new Error('The package junit-report-builder has changed its shape.');
  return found.newBuilder();
}

function isBuilder(value: unknown): value is Pick<Builder, 'newBuilder'> {
  return typeof value === 'object' && value !== null && 'newBuilder' in value;
}
