import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.HERRINGBONE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  // Two copies of Yjs would not know each other's types.
  resolve: { dedupe: ['yjs', 'lib0', 'y-protocols'] },
  optimizeDeps: { include: ['yjs', 'y-websocket', 'y-indexeddb', 'y-protocols/awareness', 'lib0/encoding', 'lib0/decoding', 'fractional-indexing'] },
  build: {
    // The server's build script says where it wants the app; by hand it lands in web/dist.
    outDir: process.env.WEB_OUT ?? 'dist',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Fonts and pictures stay files, so that a browser takes only the alphabets it needs.
    assetsInlineLimit: 0,
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
