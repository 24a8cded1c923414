import { describe, expect, test } from 'vitest';
import { bones, note } from '../../../dev/boards';
import { meaning, pairKey, possibleDuplicates } from './duplicates';
import { thinBones } from './sparse-bones';

function alike(a: string, b: string) {
  return possibleDuplicates([note('a', { text: a }), note('b', { text: b })]).length > 0;
}

describe('causes that say the same', () => {
  test.each([
    ['Klient powtarza numer sprawy przy każdym kontakcie', 'Klienci powtarzają numer sprawy w każdym kontakcie'],
    ['BRAK SZKOLEŃ!', 'szkolenia'],
    ['Customers repeat their case number', 'The customer repeats the case numbers'],
    ['Люди бояться приймати рішення', 'люди боятся приймати рішень без згоди'],
    ['Łączność z siecią', 'lacznosc z siecia'],
    // Declined, and in another order.
    ['Umowa jest pisana niezrozumiałym językiem', 'Niezrozumiały język umów'],
    ['Brak szkoleń dla nowych pracowników', 'Nowi pracownicy nie są szkoleni'],
    ['Немає навчання для нових працівників', 'Нові працівники не навчені'],
    ['Клієнт чекає на відповідь три дні', 'Клієнти довго чекають відповіді'],
    ['Nikt nie odbiera telefonu', 'Telefonów nikt nie odbiera'],
    ['Długi czas oczekiwania na odpowiedź', 'Za długo czeka się na odpowiedź'],
    // A slip of the key.
    ['Reklamacje rozpatruje się za długo', 'Relkamacje rozpatruje się za dlugo'],
  ])('%s ~ %s', (a, b) => expect(alike(a, b)).toBe(true));
});

describe('causes that only share a word', () => {
  test.each([
    ['Klient powtarza numer sprawy', 'Klient nie dostaje faktury na czas'],
    ['The contract has 14 pages', 'The contract is written by lawyers for lawyers'],
    ['Klient czeka na odpowiedź', 'Klient czeka na fakturę'],
    ['Brak szkoleń dla sprzedawców', 'Brak procedur dla sprzedawców'],
    ['Працівники не знають продукту', 'Працівники не знають клієнта'],
    ['Nobody measures satisfaction', 'Nobody reads the manual'],
    ['Reklamacje trwają za długo', 'Rozmowy trwają za długo'],
    ['', ''],
    ['?!', '…'],
  ])('%s / %s', (a, b) => expect(alike(a, b)).toBe(false));
});

test('Cyrillic letters keep their marks', () => {
  expect(meaning('їжак йод')).toEqual(['їжак', 'йод']);
});

test('a cause and its own why are not a pair, nor is what was merged or looked at', () => {
  const a = note('a', { text: 'one two three' });
  const again = (fields: object) => [a, note('b', { text: 'one two three', ...fields })];
  expect(possibleDuplicates(again({}))).toHaveLength(1);
  expect(possibleDuplicates(again({ parent: 'a' }))).toEqual([]);
  expect(possibleDuplicates(again({ mergedInto: 'a' }))).toEqual([]);
  expect(possibleDuplicates(again({}), new Set([pairKey('b', 'a')]))).toEqual([]);
});

test('five thousand causes of the same few words are judged within a moment', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => note(`n${i}`, { text: `klient numer sprawa ${i % 900} ${i % 700}` }));
  const before = performance.now();
  possibleDuplicates(many);
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('thin bones are those that the others leave behind', () => {
  const thin = (counts: number[]) =>
    thinBones(
      counts.map((count, id) => ({ id: `${id}`, title: '', question: '', order: '', notes: bones(count).flatMap(({ notes }) => notes) })),
    )
      .map(({ id }) => id)
      .join('');
  expect([thin([8, 8, 2, 1, 0]), thin([0, 0, 0]), thin([2, 2]), thin([30, 30, 5])]).toEqual(['34', '', '', '2']);
});
