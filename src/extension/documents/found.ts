/** What could be found for a document, or a sentence that says why there is none. */
export type Found<T> = { readonly value: T } | { readonly message: string };

/** The document that stands in for one. */
export function nothingDocument(message: string): string {
  return `# Nothing to show\n\n${message}\n`;
}
