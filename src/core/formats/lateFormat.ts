import type { PromptFormat, PromptReader } from './format.ts';

/**
 * A format whose reader is loaded when the first of its files is read: `load` stands behind an `import()`, of which the
 * bundler makes a file of its own. Reading stays synchronous; `loadFormat` is asked for before.
 */
export function lateFormat(
  names: Pick<PromptFormat, 'kind' | 'endings' | 'names' | 'partPrefix'>,
  load: () => Promise<PromptReader>,
): PromptFormat {
  let reader: PromptReader | undefined;
  let loading: Promise<void> | undefined;
  const loaded = (): PromptReader => {
    if (reader === undefined) throw new Error(`Nobody has loaded the format ${names.kind}.`);
    return reader;
  };
  return {
    ...names,
    late: {
      get isLoaded() {
        return reader !== undefined;
      },
      load() {
        loading ??= load().then(
          (found) => {
            reader = found;
          },
          (error: unknown) => {
            loading = undefined;
            throw error;
          },
        );
        return loading;
      },
    },
    read: (bytes, file, others) => loaded().read(bytes, file, others),
    openReader: () => loaded().openReader?.() ?? loaded().read,
  };
}
