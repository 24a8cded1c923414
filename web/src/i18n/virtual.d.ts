/** Made by scripts/messages-plugin.mjs: where the words of an area come from, by language. */
declare module 'virtual:messages/*' {
  const words: import('./area').Loaders;
  export default words;
}
