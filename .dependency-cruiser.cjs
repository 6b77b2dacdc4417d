/** The walls (docs/ARCHITECTURE.md): who may import whom. Each rule fires in tests/architecture/planted. */
const path = (folders) => `^(?:tests/architecture/planted/)?(?:${folders})`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const SHARED = 'src/(kernel|protocol)/|src/modules/[^/]+/[^/]+\\.ts$|src/modules/[^/]+\\.ts$';
const TESTS = '\\.test\\.tsx?$';

module.exports = {
  forbidden: [
    rule('kernel-imports-nothing', 'The kernel is words that every part speaks.', { path: path('src/kernel/'), pathNot: TESTS }, { pathNot: [path('src/kernel/'), '^node_modules/zod/'] }),
    rule('protocol-imports-kernel-only', 'Both sides compute alike from bytes and kernel words.', { path: path('src/protocol/'), pathNot: TESTS }, { pathNot: [path('src/(kernel|protocol)/'), '^node_modules/(zod|cborg|@noble/hashes)/'] }),
    rule('shared-code-uses-zod-only', 'Modules run on both sides.', { path: path('src/modules/[^/]+/[^/]+\\.ts$'), pathNot: TESTS }, { path: '^node_modules/', pathNot: '^node_modules/zod/' }),
    rule('shared-code-uses-no-node', 'Shared code runs in old browsers.', { path: path(SHARED), pathNot: TESTS }, { dependencyTypes: ['core'] }),
    rule('module-root-is-headless', 'React lives in screens only.', { path: path('src/modules/[^/]+/[^/]+\\.ts$'), pathNot: TESTS }, { path: path('src/(ui-kit|hooks|app|local-db|sync|i18n|files)/|src/modules/[^/]+/screens/') }),
    rule('modules-meet-at-the-front-door', 'A module is known by its index.ts.', { path: '^(?:tests/architecture/planted/)?src/modules/([^/]+)/', pathNot: TESTS }, { path: '^(?:tests/architecture/planted/)?src/modules/[^/]+/', pathNot: ['^(?:tests/architecture/planted/)?src/modules/$1/', '/index\\.ts$'] }),
    rule('screens-see-hooks-not-storage', 'A screen asks and offers through hooks.', { path: path('src/modules/[^/]+/screens/'), pathNot: TESTS }, { path: path('src/(local-db|sync|protocol|app)/|sync-server/') }),
    rule('ui-kit-knows-no-business', 'Buttons and fields have no data and no business words.', { path: path('src/(ui-kit|i18n|files)/'), pathNot: TESTS }, { path: path('src/(modules|hooks|local-db|sync|protocol|app)/|sync-server/') }),
    rule('hooks-know-no-module', "React's view of storage and sync serves every module alike.", { path: path('src/hooks/'), pathNot: TESTS }, { path: path('src/(modules|app)/') }),
    rule('app-joins-everything', 'Nothing imports the app.', { path: path('src/(?!app/)[^/]+/|sync-server/'), pathNot: TESTS }, { path: path('src/app/') }),
    rule('local-db-below-sync', 'Storage knows neither network nor business.', { path: path('src/local-db/'), pathNot: TESTS }, { path: path('src/(sync|modules|ui-kit|hooks|app|files)/|sync-server/') }),
    rule('sync-knows-no-module', 'Moving operations needs no business.', { path: path('src/sync/'), pathNot: TESTS }, { path: path('src/(modules|ui-kit|hooks|app|files)/|sync-server/') }),
    rule('front-door', 'local-db and sync are entered by index.ts.', { path: '^(?:tests/architecture/planted/)?src/([^/]+)/', pathNot: TESTS }, { path: path('src/(local-db|sync)/'), pathNot: ['^(?:tests/architecture/planted/)?src/$1/', '/index\\.ts$'] }),
    rule('only-local-db-opens-dexie', 'One place writes.', { path: path('src/|sync-server/'), pathNot: [path('src/local-db/'), TESTS] }, { path: '^node_modules/dexie/' }),
    rule('server-stays-headless', 'The server never reaches a screen.', { path: path('sync-server/') }, { path: path('src/(ui-kit|hooks|app|local-db|sync|i18n|files)/|src/modules/[^/]+/screens/|node_modules/(react|dexie)/'), reachable: true }),
    rule('browser-never-reaches-server', 'The app speaks to the server by messages only.', { path: path('src/'), pathNot: TESTS }, { path: path('sync-server/') }),
    rule('one-store-per-driver', 'A driver stays inside its store.', { path: path('sync-server/'), pathNot: path('sync-server/store/sqlite/') }, { path: '^node_modules/better-sqlite3/' }),
    rule('handlers-see-the-store-interface', 'Only the process and the operator choose a store.', { path: path('sync-server/'), pathNot: [path('sync-server/((main|keeping)\\.ts$|admin/|store/)'), TESTS] }, { path: path('sync-server/store/[^/]+/') }),
    rule('no-undeclared-packages', 'A package is used when package.json names it.', { path: path('src/|sync-server/') }, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
    rule('no-cycles', 'No circles, not even of types.', { path: path('src/|sync-server/') }, { circular: true }),
    rule('nothing-imports-tests', 'What ships does not know its tests.', { path: path('src/|sync-server/'), pathNot: TESTS }, { path: '^tests/(?!architecture/planted/)|\\.test\\.tsx?$' }),
    rule('resolvable', 'Every import exists.', { path: path('src/|sync-server/') }, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tests/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.css$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
