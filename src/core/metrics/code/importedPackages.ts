import { builtinModules } from 'node:module';

/** The packages that JavaScript or TypeScript imports, without those of Node and without paths. By pattern: comments do not count, but a text that looks like an import does. */
export function javascriptPackages(code: string): readonly string[] {
  const found = new Set<string>();
  for (const match of withoutComments(code).matchAll(imports)) {
    const name = packageOf(match.slice(1).find((one) => one !== undefined) ?? '');
    if (name !== undefined) found.add(name);
  }
  return [...found];
}

/** The same for Python, without its standard library; the first name of a dotted one. */
export function pythonPackages(code: string, standard: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const [, list, from] of code.matchAll(pythonImports)) {
    const names = from === undefined ? (list ?? '').split(',') : [from];
    for (const one of names) {
      const name = /^\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(one)?.[1];
      if (name !== undefined && !standard.has(name)) found.add(name);
    }
  }
  return [...found];
}

/** `//` in an address begins no comment. */
function withoutComments(code: string): string {
  let left = '';
  let from = 0;
  for (let open = code.indexOf('/*'); open >= 0; open = code.indexOf('/*', from)) {
    left += `${code.slice(from, open)} `;
    const close = code.indexOf('*/', open + 2);
    from = close < 0 ? code.length : close + 2;
  }
  return (left + code.slice(from)).replace(/(?<=^|[\s;{}(),])\/\/[^\n]*/g, ' ');
}

const name = String.raw`["']([^"'\n]{1,200})["']`;
const imports = new RegExp(
  [
    String.raw`\bfrom\s{0,9}${name}`,
    String.raw`\bimport\s{0,9}${name}`,
    String.raw`\b(?:import|require)\s{0,9}\(\s{0,9}${name}`,
  ].join('|'),
  'g',
);
const pythonImports =
  /^[^\S\n]{0,99}(?:import[^\S\n]([^\n#]{1,500})|from[^\S\n]{1,9}([\p{L}_][\p{L}\p{N}_]{0,99})(?:\.[\p{L}\p{N}_.]{0,200})?[^\S\n]{1,9}import\b)/gmu;

function packageOf(path: string): string | undefined {
  if (/^[./#~]|^[a-z][a-z0-9+.-]{1,20}:/.test(path)) return undefined;
  const parts = path.split('/');
  const whole = path.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  return builtins.has(whole) || whole === '' ? undefined : whole;
}

const builtins = new Set(builtinModules);
