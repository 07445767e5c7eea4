import { parse } from 'acorn';

/**
 * Why a text is no JavaScript, as a module or as a script; `undefined` where it is. The only file that imports the
 * parser, and reached through `import()`. Nothing is run.
 */
export function javascriptFault(code: string): string | undefined {
  let fault: unknown;
  for (const sourceType of ['module', 'script'] as const) {
    try {
      parse(code, { ecmaVersion: 'latest', sourceType, allowHashBang: true });
      return undefined;
    } catch (error) {
      fault ??= error;
    }
  }
  return fault instanceof SyntaxError ? fault.message : 'it is nested too deeply';
}
