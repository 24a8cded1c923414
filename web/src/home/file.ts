// What a chosen file holds, as far as it can be told before the server has read it.

export interface FileSummary {
  title: string;
  /** A Mermaid diagram; everything else is taken for a JSON export. */
  diagram: boolean;
  causes: number;
  projects: number;
  facts: number;
  /** When it was exported, if it says so. */
  at: number | null;
}

/** The largest file that the server reads. */
export const LARGEST = 32 * 1024 * 1024;

/** Null where it is no file of a board at all. */
export function summary(text: string): FileSummary | null {
  const start = text.trimStart();
  if (!start.startsWith('{')) {
    const lines = start.split(/\r?\n/).map((line) => line.trim());
    const opens = lines.findIndex((line) => /^ishikawa(-beta)?\b/.test(line));
    if (opens < 0) return null;
    const title = lines.slice(opens + 1).find((line) => line !== '' && !line.startsWith('%%')) ?? '';
    return { title, diagram: true, causes: 0, projects: 0, facts: 0, at: null };
  }
  try {
    const file = JSON.parse(text) as Record<string, unknown>;
    if (typeof file.format !== 'string' || !file.format.startsWith('herringbone')) return null;
    const count = (key: string): number => (Array.isArray(file[key]) ? file[key].length : 0);
    return {
      title: [file.title, file.effect].find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? '',
      diagram: false,
      causes: count('notes') + count('parked'),
      projects: count('projects'),
      facts: count('facts'),
      at: typeof file.generated_at === 'number' ? file.generated_at : null,
    };
  } catch {
    return null;
  }
}
