// What the bin's answer holds, read leniently: it is a list, or an object with one.

export interface Binned {
  id: string;
  text: string;
  branch: string;
}

export function readBin(answer: unknown): Binned[] {
  const list = Array.isArray(answer) ? answer : Object.values((answer ?? {}) as object).find(Array.isArray);
  return ((list ?? []) as Record<string, unknown>[]).flatMap((one) => {
    const id = one['id'] ?? one['note'];
    if (typeof id !== 'string') return [];
    return [{ id, text: String(one['text'] ?? ''), branch: String(one['branch'] ?? '') }];
  });
}
