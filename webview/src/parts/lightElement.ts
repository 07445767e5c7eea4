import { LitElement } from 'lit';

/** An element whose parts stand in the document itself: one style sheet and one space of ids for the whole page. */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
