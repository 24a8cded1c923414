import { describe, expect, it } from 'vitest';
import { composed, fault, hasFigure } from './effect';

describe('the effect', () => {
  it('is put together of what was answered', () => {
    expect(composed({ what: 'Klienci czekają na odpowiedź.', where: 'na infolinii', when: 'od marca', much: '9 minut zamiast 2' })).toBe(
      'Klienci czekają na odpowiedź na infolinii, od marca: 9 minut zamiast 2',
    );
    expect(composed({ what: 'Customers wait', where: ' ', when: '', much: '' })).toBe('Customers wait');
    expect(composed({ what: '', where: 'here', when: 'now', much: '5' })).toBe('');
  });

  it.each([
    ['We need to train the staff', 'solution', 'We need to'],
    ['Introduce a chatbot for first questions', 'solution', 'Introduce'],
    ['Customers want a new system', 'solution', 'a new system'],
    ['Trzeba wdrożyć CRM', 'solution', 'Trzeba'],
    ['Wdrożenie czatbota na stronie', 'solution', 'Wdrożenie'],
    ['Usprawnienie obsługi reklamacji', 'solution', 'Usprawnienie'],
    ['Потрібно навчити операторів', 'solution', 'Потрібно'],
    ['Впровадження чат-бота', 'solution', 'Впровадження'],
    ['Customers wait because nobody answers', 'blame', 'because'],
    ['Klienci czekają z powodu awarii', 'blame', 'z powodu'],
    ['Brak ludzi na infolinii', 'blame', 'Brak'],
    ['Клієнти чекають, бо ніхто не відповідає', 'blame', 'бо'],
  ])('%s is no effect: %s', (text, kind, word) => {
    expect(fault(text)).toEqual({ kind, word });
  });

  it.each([
    'Customers wait nine minutes for an answer',
    'One in five customers leaves within a month of signing',
    'Co piąty klient odchodzi w ciągu miesiąca od podpisania umowy',
    'Klienci dzwonią drugi raz w tej samej sprawie',
    'Bogaci klienci odchodzą do konkurencji',
    'Кожен п’ятий клієнт іде впродовж місяця після підписання',
    'Клієнти чекають на відповідь дев’ять хвилин',
    'Мусова реклама дратує клієнтів',
    'Late starts',
    '',
  ])('%s is one', (text) => {
    expect(fault(text)).toBeNull();
  });

  it('says how much, in figures or in words', () => {
    for (const text of ['9 minutes', '٣ хвилини', 'every second call', 'połowa klientów', 'co piąty klient', 'кожна третя скарга'])
      expect(hasFigure(text), text).toBe(true);
    for (const text of ['Customers wait', 'Klienci czekają', 'Клієнти чекають']) expect(hasFigure(text), text).toBe(false);
  });
});
