import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { IGrammar, IRawGrammar } from 'vscode-textmate';

let wasm: Promise<void> | undefined;

/** Loads grammars as VS Code does: scope → file, and scope → scopes that inject into it. */
export async function loadGrammar(
  scope: string,
  files: ReadonlyMap<string, string>,
  injections: ReadonlyMap<string, readonly string[]>,
): Promise<IGrammar> {
  wasm ??= loadOniguruma();
  await wasm;
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    async loadGrammar(name): Promise<IRawGrammar | null> {
      const file = files.get(name);
      return file === undefined
        ? null
        : textmate.parseRawGrammar(await readFile(file, 'utf8'), file);
    },
    getInjections: (name) => [...(injections.get(name) ?? [])],
  });
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`There is no grammar ${scope}.`);
  return grammar;
}

async function loadOniguruma(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('vscode-oniguruma'));
  await oniguruma.loadWASM(await readFile(join(folder, 'onig.wasm')));
}

export interface Token {
  readonly text: string;
  /** From the outermost in, the scope of the file left out. */
  readonly scopes: readonly string[];
}

/** The tokens of each line. */
export function tokensOf(grammar: IGrammar, text: string): Token[][] {
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes: scopes.slice(1),
    }));
  });
}
