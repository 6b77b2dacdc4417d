import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * What every start loads anyway, in one piece, and what the sync loads after it in another: rarely loaded parts share much
 * of both, and many small pieces compress worse and are more requests.
 */
const SYNC_ONLY = 'key-store|apply-remote|apply-rows|settle\\.|remote-answer|refetch|prune';
const RARE = 'own-keys|rare|fork|reissue|settle-logs|leave|rewind|drop-unknown|take-over|repair|rescue|backup|lease|scrub|adopt-unknown|years|photos|history|kept-folder';
const CORE = new RegExp(
  `/src/(?:protocol/(?:chain|authorise|merge|operation|row-state|set-writes|shown-row|version)|local-db/(?!${SYNC_ONLY}|${RARE}))|/node_modules/(?:cborg|@noble(?!.*hmac))/`,
);
/** The home, and what every module says of itself without a screen. */
const HOME =
  /\/src\/(?:hooks\/device|app\/(?:app|main|home|shell|device|profile|screens|lazy-sync|signer)|modules\/(?:registry|[^/]+\/(?:index|records|effects|permissions))\.ts)/;
const SYNC = new RegExp(`/src/(?:sync/(?!photos)|protocol/(?:column|byte|sync-message|seal|request-proof)|local-db/(?:${SYNC_ONLY}))`);

/**
 * What every start runs nearly all of is compiled whole while it is loaded, beside the page's own thread, instead of function
 * by function on it. Only as the very first line is this comment heard; a browser that does not know it passes it over.
 */
const COMPILED_WHOLE = ['core', 'home'];
const compileWhole: Plugin = {
  name: 'compile-whole',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk' && COMPILED_WHOLE.includes(chunk.name)) chunk.code = `//# allFunctionsCalledOnLoad\n${chunk.code}`;
    },
  },
};

/** What the page itself draws has its own style: it does not wait for the app's, which only what comes after it has to. */
const STYLE_SHEETS = /<link rel="stylesheet"[^>]*>/g;
const pageFirst: Plugin = {
  name: 'page-first',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const sheets = html.match(STYLE_SHEETS) ?? [];
      return html.replace(STYLE_SHEETS, '').replace('</body>', `${sheets.join('')}</body>`);
    },
  },
};

/** The first screen of a phone that knows nothing yet, in one piece: thirty small ones are five round trips over a village's link. */
const WELCOME = /\/src\/app\/onboarding\/welcome\.tsx$/;

export default defineConfig({
  // Lower than our oldest browser on purpose: it costs half a kilobyte and lets old WebViews start.
  build: {
    target: ['chrome80', 'firefox78', 'safari14'],
    outDir: 'dist/app',
    emptyOutDir: true,
    manifest: true,
    // Of what a screen loads only its style sheets are asked for ahead: the service worker has the rest at hand, and each
    // link costs a cheap phone ten milliseconds between the tap and the next picture.
    modulePreload: {
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === 'html' ? needed : needed.filter((file) => file.endsWith('.css')),
    },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: CORE }, { name: 'home', test: HOME }, { name: 'sync', test: SYNC }, { name: 'welcome', test: WELCOME }] } } },
  },
  plugins: [
    react(),
    compileWhole,
    pageFirst,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/service-worker',
      filename: 'main.ts',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png}'] },
      manifest: {
        name: 'Sổ Mùa',
        short_name: 'Sổ Mùa',
        description: 'Sổ của mùa vụ: ghi từ ruộng, đúng ở hợp tác xã.',
        lang: 'vi',
        start_url: '/',
        display: 'standalone',
        background_color: '#faf6ea',
        theme_color: '#1f4d2e',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  test: {
    include: ['src/**/*.test.ts', 'sync-server/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 20_000,
    // Left to itself it keeps a processor free, which on two is half of them.
    maxWorkers: 2,
  },
});
