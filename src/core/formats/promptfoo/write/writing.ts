import { quoteFound } from '../../../documents/problems.ts';
import { providerOf } from '../modelIds.ts';

/** What a prompt's ids of the catalogue mean to whoever is asked. */
export type ModelNames = ReadonlyMap<string, { readonly provider: string; readonly name: string }>;

/** One writing: what is lost on the way, each loss once, and how models are called there. */
export class Writing {
  private readonly told = new Set<string>();
  private readonly names: ModelNames;

  constructor(names: ModelNames) {
    this.names = names;
  }

  get losses(): readonly string[] {
    return [...this.told];
  }

  /** A sentence. */
  lose(sentence: string): void {
    this.told.add(sentence);
  }

  /** `openai/gpt-5-mini` → `openai:chat:gpt-5-mini`. */
  provider(id: string, task: 'chat' | 'embedding'): string {
    const entry = this.names.get(id);
    const meant = entry === undefined ? id : `${entry.provider}/${entry.name}`;
    if (meant !== id)
      this.lose(`The model ${quoteFound(id)} is called ${quoteFound(meant)} when it is read back.`);
    const { text, isKnown } = providerOf(meant, task);
    if (!isKnown)
      this.lose(`promptfoo may know no provider ${quoteFound(text)}; put another in its place.`);
    return text;
  }
}
