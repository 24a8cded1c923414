import { expect, it } from 'vitest';
import { boardCalls as api } from '../src/board-calls';

const asked = (format: string, language: string): URLSearchParams =>
  new URL(api.exportUrl('b/1', 'a&b', format, language), 'http://x').searchParams;

it('asks for a file in the time zone of the device', () => {
  expect(asked('pdf', 'pl').get('time_zone')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(asked('pdf', 'pl').get('token')).toBe('a&b');
});

it('asks for the separator that spreadsheets of the language expect', () => {
  expect(['en', 'pl', 'uk'].map((language) => asked('csv', language).get('separator'))).toEqual([null, 'semicolon', 'semicolon']);
  expect(asked('md', 'pl').get('separator')).toBeNull();
});
