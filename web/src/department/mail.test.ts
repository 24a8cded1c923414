import { describe, expect, it } from 'vitest';
import { letter } from './mail';

const bodyOf = (href: string): string => decodeURIComponent(/&body=(.*)$/.exec(href)?.[1] ?? '');

describe('a mail by a link', () => {
  it('holds the whole text, with the line ends of mails', () => {
    const { href, whole } = letter('Zespół: IT & „X”', 'Jeden\n\n- dwa?\n');
    expect(whole).toBe(true);
    expect(href).toMatch(/^mailto:\?subject=Zesp%C3%B3%C5%82%3A%20IT%20%26%20/);
    expect(bodyOf(href)).toBe('Jeden\r\n\r\n- dwa?');
  });

  it('holds the first lines that fit, and whole ones, of a longer text', () => {
    const lines = Array.from({ length: 200 }, (_, n) => `${n} довгий рядок`);
    const { href, whole } = letter('Тема', lines.join('\n'));
    expect(whole).toBe(false);
    expect(href.length).toBeLessThanOrEqual(1900);
    const kept = bodyOf(href).split('\r\n');
    expect(kept.length).toBeGreaterThan(5);
    expect(kept).toEqual(lines.slice(0, kept.length));
  });

  it('adds nothing to the address that a text says', () => {
    const { href } = letter('a&bcc=x@a.example', 'b\r\n&cc=y@a.example#z');
    expect(href.match(/[&?](\w+)=/g)).toEqual(['?subject=', '&body=']);
    expect(href).not.toContain('#');
  });
});
