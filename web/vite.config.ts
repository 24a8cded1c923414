import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { messages } from './scripts/messages-plugin.mjs';
import { parts } from './scripts/parts-plugin.mjs';
import { underPath } from './scripts/under-path-plugin.mjs';

const server = process.env.HERRINGBONE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte(), messages(), parts(), underPath()],
  resolve: {
    // Two copies of Yjs would not know each other's types.
    dedupe: ['yjs', 'lib0', 'y-protocols'],
    // What Yjs says on the console: its logger for browsers could also draw on the page, for 3 KB on every phone.
    alias: { 'lib0/logging': fileURLToPath(new URL('node_modules/lib0/logging.node.js', import.meta.url)) },
  },
  optimizeDeps: {
    include: ['yjs', 'y-websocket', 'y-protocols/awareness', 'lib0/encoding', 'lib0/decoding', 'fractional-indexing'],
  },
  build: {
    // The server's build script says where it wants the app; by hand it lands in web/dist.
    outDir: process.env.WEB_OUT ?? 'dist',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2022',
    // Fonts and pictures stay files, so that a browser takes only the alphabets it needs.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Names as short as they can be: a phone loads lists of them.
        entryFileNames: 'assets/[name]-[hash:7].js',
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
        // A phone goes from the join form to the board: few requests, and what several screens share comes once.
        codeSplitting: {
          groups: [
            {
              name: 'page',
              test: /node_modules\/(svelte|esm-env|clsx|devalue)|src\/(i18n\/(index|area|messages\/(shared|join))|ui\/(?!CopyLine|PageBar)|api|routes|device\/(?!keep-app)|join\/(codes|CodeForm|refusal-text)|board\/departments)/,
              minShareCount: 2,
              priority: 1,
            },
            {
              name: 'board',
              test: /node_modules\/(yjs|y-|lib0|fractional-indexing)|src\/(board\/(?!search|parked|writing-now|derived)|generated\/|rating\/priority)/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/sync': { target: server, ws: true },
    },
  },
  test: {
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    environment: 'node',
  },
});
