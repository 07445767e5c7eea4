/**
 * Runs in the sandbox before the user's code, and holds on to the functions that it needs by then. It gives the code a
 * `console` that only remembers, and us four functions. Whatever the code does to what it can reach, it spoils only its
 * own answer.
 */
export const prelude: string = String.raw`(() => {
  const { parse, stringify } = JSON;
  const text = String;
  const finite = Number.isFinite;
  const state = { said: '' };
  const longest = 1000;
  const show = (value) => {
    if (typeof value === 'string') return value;
    try {
      return text(stringify(value) ?? value);
    } catch {
      return '?';
    }
  };
  const say = (...values) => {
    if (state.said.length >= longest) return;
    let line = '';
    for (let place = 0; place < values.length; place += 1) {
      line += (place === 0 ? '' : ' ') + show(values[place]);
    }
    state.said = (state.said === '' ? line : state.said + '\n' + line).slice(0, longest);
  };
  globalThis.console = { log: say, info: say, warn: say, error: say, debug: say };
  const part = (error, name) => {
    try {
      return text(error[name] ?? '').slice(0, 2000);
    } catch {
      return '';
    }
  };
  return {
    state,
    call: (score, input) => score(parse(input)),
    // JSON would turn what is no number into null, which means "not applicable" here.
    write: (answer) =>
      stringify(answer, (key, value) =>
        typeof value === 'number' && !finite(value) ? text(value) : value,
      ),
    // Where there is not even memory for an error, null is thrown.
    describe: (error) =>
      error === null
        ? stringify({ name: 'InternalError', message: 'out of memory, or null was thrown' })
        : typeof error === 'object' && error !== null
        ? stringify({
            name: part(error, 'name'),
            message: part(error, 'message'),
            stack: part(error, 'stack'),
          })
        : stringify({ name: 'Error', message: show(error).slice(0, 2000), stack: '' }),
  };
})()`;
