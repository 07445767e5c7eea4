import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

export type Lens = vscode.CodeLens & { readonly command: vscode.Command };

/** Every lens of a document, as VS Code would draw it now. */
export async function lensesOf({ uri }: vscode.TextDocument): Promise<readonly Lens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    10_000,
  );
  return lenses.filter((lens): lens is Lens => lens.command !== undefined);
}

/** Waits for a lens over a line, which counts from 0. */
export async function lensAt(
  document: vscode.TextDocument,
  line: number,
  title: string | RegExp,
): Promise<Lens> {
  let seen: readonly string[] = [];
  try {
    return await eventually(`a lens "${title}" over line ${line + 1}`, async () => {
      const lenses = (await lensesOf(document)).filter(({ range }) => range.start.line === line);
      seen = lenses.map(({ command }) => command.title);
      return lenses.find(({ command }) => isTitled(command, title));
    });
  } catch (error) {
    throw new Error(`${String(error)} There are: ${seen.join(' | ')}`, { cause: error });
  }
}

/** As a click does; resolves when what it started has ended. */
export async function click({ command }: Lens): Promise<void> {
  await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** The only line that holds the text; it counts from 0. */
export function lineWith(document: vscode.TextDocument, text: string): number {
  const lines = document.getText().split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  if (line === -1) throw new Error(`No line holds "${text}".`);
  return line;
}

function isTitled({ title }: vscode.Command, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? title.includes(wanted) : wanted.test(title);
}
