/** Random ids without `crypto.randomUUID`, which browsers withhold on plain http. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

export function freshId(prefix: string, length = 14): string {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes);
  let id = prefix;
  for (const byte of bytes) id += ALPHABET[byte % ALPHABET.length];
  return id;
}
