import { readFileSync } from 'node:fs';
import { Session, type Debugger, type InspectorNotification } from 'node:inspector';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Bytes and number of the extension's own scripts that have been loaded until now, as the engine of Node knows them. */
export function loadedScripts(folder: string): { readonly bytes: number; readonly count: number } {
  const dist = `${pathToFileURL(folder).href}/dist/`;
  const urls = new Set<string>();
  const session = new Session();
  session.on(
    'Debugger.scriptParsed',
    ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>) => {
      if (params.url.startsWith(dist)) urls.add(params.url);
    },
  );
  session.connect();
  session.post('Debugger.enable');
  session.disconnect();
  let bytes = 0;
  for (const url of urls) bytes += readFileSync(fileURLToPath(url)).byteLength;
  return { bytes, count: urls.size };
}
