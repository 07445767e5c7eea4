import { isJsonObject, type JsonValue } from '#base/json.ts';
import { isList } from '../../prompts/printValue.ts';
import type { BothWays, Given, Made, Mapped, Written } from './rules/rule.ts';

/**
 * Code of an assertion as a script of Assay: it sees `output` and `context`, and its boolean, number or object becomes a
 * value from 0 to 1, a verdict and a reason.
 */
function javascriptOf({ value, threshold, config, code }: Given): Mapped {
  if (typeof value !== 'string' || value.trim() === '') {
    return { fault: 'needs code as its `value`.', next: 'Write it.' };
  }
  const body = isFile(value) ? moduleOf(value, code) : functionOf(value);
  if (typeof body !== 'string') return body;
  return {
    uses: 'javascript',
    with: { code: `${body}\n${bridgeOf(threshold)}`, settings: config },
  };
}

function isFile(value: string): boolean {
  return /^(?:file:\/\/)?[^\s()'"`]+\.[cm]?[jt]s(?::\w+)?$/.test(value.trim());
}

/** One line is an expression, several are the body of a function. */
function functionOf(value: string): string {
  const written = value.trim().replace(/;$/, '');
  const isBody = written.includes('\n') || /(?:^|[;{}\s])return\b/.test(written);
  const body = isBody ? written : `return (${written});`;
  return `const assertion = (output, context) => {\n${body}\n};`;
}

function moduleOf(value: string, code: Given['code']): string | Mapped {
  const [, reference = '', name = ''] = /^(.*?\.[cm]?[jt]s)(?::(\w+))?$/.exec(value.trim()) ?? [];
  const found = code(reference);
  if (found === undefined) return { left: 'its file cannot be read.' };
  if (/\brequire\s*\(|^\s*import\s/m.test(found.text) || /\.[cm]?ts$/.test(reference)) {
    return { left: 'its file needs other modules or TypeScript, which the sandbox has not.' };
  }
  const text = found.text
    .replaceAll(/^export\s+default\s+/gm, 'module.exports = ')
    .replaceAll(/^export\s+(async\s+function|function)\s+(\w+)/gm, 'module.exports.$2 = $2; $1 $2')
    .replaceAll(/^export\s+const\s+(\w+)\s*=/gm, 'const $1 = module.exports.$1 =');
  const chosen =
    name === '' ? 'module.exports.default ?? module.exports' : `module.exports.${name}`;
  return `const module = { exports: {} };\nconst exports = module.exports;\n${text}\nconst assertion = (${chosen});`;
}

/** Numbers beyond 0 and 1 are cut: an assertion has one scale here. */
function bridgeOf(threshold: number | undefined): string {
  const least = threshold === undefined ? 'undefined' : String(threshold);
  return `const least = ${least};
const share = (number) => Math.min(1, Math.max(0, number));
const answer = (given) => {
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number') {
    return { value: share(given), pass: least === undefined ? given > 0 : given >= least };
  }
  if (typeof given !== 'object' || given === null) {
    return { error: 'the code gave neither a boolean nor a number nor an object' };
  }
  const pass = given.pass === true && (least === undefined || given.score >= least);
  const score = typeof given.score === 'number' ? given.score : Number(pass);
  return { value: share(score), pass, why: given.reason };
};
export default ({ reply, values, messages = [], context: about, settings }) => {
  const prompt = messages.length > 0 ? messages[messages.length - 1].content : '';
  const context = { vars: values, prompt, config: settings, test: { vars: values }, ...about };
  return answer(assertion(reply, context));
};`;
}

function scriptIn({ uses, with: settings }: Made): Written | undefined {
  const { code, settings: config } = settings;
  if (uses !== 'javascript' || typeof code !== 'string') return undefined;
  const [, body = '', least = ''] = ownScript.exec(code) ?? [];
  if (body === '') return undefined;
  const [, expression] = /^return \(([^\n]*)\);$/.exec(body) ?? [];
  return {
    value: expression ?? body,
    ...(least === 'undefined' ? {} : { threshold: Number(least) }),
    ...(isJsonObject(config) && Object.keys(config).length > 0 ? { config } : {}),
  };
}

/** What `functionOf` and `bridgeOf` make. */
const ownScript =
  /^const assertion = \(output, context\) => \{\n([\s\S]*)\n\};\nconst least = ([\d.e-]+|undefined);\n/;

export const javascript: BothWays = { map: javascriptOf, back: scriptIn };

/** Runs code of an assertion as a program of Assay, a line of JSON for each reply. */
const pythonBridge = `import sys,json,importlib.util as u
kind,code,name=sys.argv[1],sys.argv[2],sys.argv[3]
if kind=='file':
  s=u.spec_from_file_location('scorer',code);m=u.module_from_spec(s);s.loader.exec_module(m);f=getattr(m,name)
else:
  g={}
  body=code if 'return' in code.split() else 'return ('+code+')'
  exec('def f(output,context):\\n'+'\\n'.join('  '+l for l in body.splitlines()),g);f=g['f']
for line in sys.stdin:
  q=json.loads(line);a={'id':q['id']}
  try:
    r=f(q['reply'],{'vars':q['values'],'config':q.get('settings',{})})
    if isinstance(r,dict): a['value']=float(r.get('score',r.get('pass',0)));a['pass']=bool(r.get('pass',r.get('pass_',a['value']>0)));a['why']=str(r.get('reason',''))
    else: a['value']=float(r);a['pass']=bool(r) if isinstance(r,bool) else float(r)>0
    a['value']=min(1.0,max(0.0,a['value']))
  except Exception as e: a['error']=str(e)
  print(json.dumps(a),flush=True)`;

function pythonOf({ value, config, threshold, code }: Given): Mapped {
  if (typeof value !== 'string' || value.trim() === '') {
    return { fault: 'needs code as its `value`.', next: 'Write it.' };
  }
  const settings = { settings: config };
  const decided = threshold === undefined ? {} : { threshold };
  const [, reference, name = 'get_assert'] =
    /^((?:file:\/\/)?[^\s()'"`]+\.py)(?::(\w+))?$/.exec(value.trim()) ?? [];
  if (reference === undefined) {
    const command = ['python3', '-c', pythonBridge, 'code', value.trim(), ''];
    return { uses: 'process', with: { command, ...settings }, ...decided };
  }
  if (code(reference) === undefined) return { left: 'its file cannot be read.' };
  const path = reference.replace('file://', '');
  const command = ['python3', '-c', pythonBridge, 'file', path, name];
  return { uses: 'process', with: { command, files: [path], ...settings }, ...decided };
}

function programIn({ uses, with: settings, threshold }: Made): Written | undefined {
  const { command, settings: config } = settings;
  if (uses !== 'process' || command === undefined || command === null || !isList(command))
    return undefined;
  const [, , bridge, kind, code, name]: readonly (JsonValue | undefined)[] = command;
  if (bridge !== pythonBridge || typeof code !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  const value = kind === 'file' ? `file://${code}:${name}` : code;
  return {
    value,
    threshold,
    ...(isJsonObject(config) && Object.keys(config).length > 0 ? { config } : {}),
  };
}

export const python: BothWays = { map: pythonOf, back: programIn };
