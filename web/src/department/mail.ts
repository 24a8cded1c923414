/** The start of a mail by a link. Mail programs cut addresses that are longer than about two thousand characters. */
const LONGEST = 1900;

export interface Letter {
  href: string;
  /** Whether the whole text is in it; otherwise its first lines are, as many as fit. */
  whole: boolean;
}

export function letter(subject: string, text: string): Letter {
  const start = `mailto:?subject=${encodeURIComponent(subject)}&body=`;
  // Lines of a mail end with CR and LF (RFC 6068).
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => encodeURIComponent(line));
  let body = '';
  for (const [n, line] of lines.entries()) {
    const longer = n === 0 ? line : `${body}%0D%0A${line}`;
    if (start.length + longer.length > LONGEST) return { href: start + body, whole: false };
    body = longer;
  }
  return { href: start + body, whole: true };
}

/** Copies a text, also on plain http, where there is no clipboard. Whether it could be copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  } catch {
    return false;
  }
}
