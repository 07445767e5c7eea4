/** A class of elements, and the name that templates know it by. */
export interface ElementClass extends CustomElementConstructor {
  readonly tag: string;
}

/** Makes elements known to the document: each once, whoever needs them. */
export function define(...classes: readonly ElementClass[]): void {
  for (const one of classes) {
    if (customElements.get(one.tag) === undefined) customElements.define(one.tag, one);
  }
}
