/**
 * Who may import whom: the one table. `tsconfig` references repeat it for the compiler, and
 * `test/unit/rooms.test.ts` keeps the two equal.
 */
export const rooms = {
  base: [],
  protocol: ['base'],
  core: ['base', 'protocol'],
  cli: ['base', 'protocol', 'core'],
  extension: ['base', 'protocol', 'core'],
  webview: ['base', 'protocol'],
};

/** Where a room is. */
export function folderOf(room) {
  return room === 'webview' ? 'webview/src' : `src/${room}`;
}

const everyRoom = Object.keys(rooms);
const withNode = new Set(['core', 'cli', 'extension']);

/** The walls of one room, as import patterns with the reason a developer reads. */
function walls(room) {
  const foreign = everyRoom.filter((other) => other !== room && !rooms[room].includes(other));
  const patterns = [
    {
      regex: `^#(${foreign.join('|')})/`,
      message: `${room} may import only: ${[...rooms[room], 'itself (relative paths)'].join(', ')}.`,
    },
    { regex: `^#${room}/`, message: 'Inside a room use relative paths.' },
  ];
  if (room !== 'extension')
    patterns.push({ regex: '^vscode$', message: 'Only src/extension knows VS Code.' });
  if (!withNode.has(room))
    patterns.push({ regex: '^node:', message: `${room} runs in a browser too.` });
  if (room === 'webview')
    patterns.push({
      regex: '^@vscode/webview-ui-toolkit',
      message: 'Only webview/src/controls knows the toolkit, so that it can be replaced there.',
    });
  return patterns;
}

const roomRules = Object.keys(rooms).map((room) => ({
  files: [`${folderOf(room)}/**/*.ts`],
  ...(room === 'webview' && { excludeFiles: ['webview/src/controls/**'] }),
  rules: { 'no-restricted-imports': ['error', { patterns: walls(room) }] },
}));

/** Parts of the engine that must not know how a run is driven. */
const belowRunner = [
  'models',
  'metrics',
  'scorers',
  'formats',
  'stats',
  'prompts',
  'templates',
  'datasets',
  'documents',
  'catalogue',
];

export default {
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', 'out', 'coverage', 'node_modules', 'examples/**/data'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-readonly': 'error',
    'typescript/consistent-type-imports': 'error',
    'no-console': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    eqeqeq: 'error',
    'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    // A then-less promise chain is written with await here; the rule asks for returns in tests.
    'promise/always-return': 'off',
    // `as` stands at a wall, right after a guard; the rule cannot see the guard.
    'typescript/no-unsafe-type-assertion': 'off',
    // An await in a loop is how one thing happens after another.
    'no-await-in-loop': 'off',
  },
  overrides: [
    ...roomRules,
    {
      files: belowRunner.map((part) => `src/core/${part}/**/*.ts`),
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              ...walls('core'),
              { regex: '\\.\\./(runner|engine)', message: 'Only engine.ts sees the runner.' },
            ],
          },
        ],
      },
    },
    {
      files: ['test/**/*.ts'],
      excludeFiles: ['test/extension/**'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [{ regex: '^vscode$', message: 'Only test/extension runs inside VS Code.' }],
          },
        ],
      },
    },
    {
      files: ['test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
      rules: { 'typescript/no-non-null-assertion': 'off' },
    },
    {
      files: ['bench/**/*.ts', 'tools/**/*.mts', 'tools/**/*.ts', 'examples/**/*.mts'],
      rules: { 'no-console': 'off' },
    },
    {
      files: ['*.mjs', '*.config.mjs'],
      rules: { 'import/no-default-export': 'off', 'no-console': 'off' },
    },
  ],
};
