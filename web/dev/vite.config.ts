// The pages to look at screens with made-up boards: `npx vite --config dev/vite.config.ts`, then
// http://localhost:5199/dev/?screen=projector&state=collect&notes=40&theme=dark&language=pl
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { messages } from '../scripts/messages-plugin.mjs';

export default defineConfig({
  plugins: [svelte(), messages()],
  server: { port: 5199, strictPort: true, fs: { allow: ['..'] }, hmr: false },
});
