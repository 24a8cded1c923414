// Rules that find faults; how the text looks is the formatter's business (`npm run format`).
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
  { ignores: ['dist/', 'src/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { extraFileExtensions: ['.svelte'] },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      // A name that begins with _ says that it stands there for the others' sake.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // An effect names what it depends on by reading it.
      '@typescript-eslint/no-unused-expressions': 'off',
      // Sets and maps that a function makes and gives away are not state.
      'svelte/prefer-svelte-reactivity': 'off',
      // It takes every word of the reason behind the colon for a warning that is not there.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    // With types: what is awaited, and that nothing is left to fail unseen. (Not in components: there it takes three
    // times as long as all the other rules together.)
    files: ['src/**/*.ts', 'tests/**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    // What waits for the network must not wait for ever.
    files: ['src/**'],
    ignores: ['src/device/fetched.ts', '**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: 'Use `fetched` of src/device/fetched.ts.' }] },
  },
  {
    files: ['scripts/**', 'dev/**'],
    rules: { 'no-console': 'off' },
  },
);
