import { expect, test } from 'vitest';
import type { Activity, Meeting } from './agenda';
import { mergedAgenda } from './merging';

const activity = (id: string, title: string, minutes = 10) => ({ id, kind: 'collect' as const, title, minutes });
const meeting = (title: string, ...activities: Activity[]): Meeting => ({ title, activities });
const opened = [meeting('One', activity('a1', 'Collect'), activity('a2', 'Discuss'))];

test('without another change what was wanted stands', () => {
  const wanted = [meeting('First', activity('a2', 'Talk', 5)), meeting('Two')];
  expect(mergedAgenda(opened, wanted, opened)).toEqual(wanted);
});

test('fields that were changed here and there are all changed', () => {
  const wanted = [meeting('One', activity('a1', 'Collect causes'), activity('a2', 'Discuss', 20))];
  const now = [meeting('Monday', activity('a1', 'First collect'), activity('a2', 'Discuss'))];
  expect(mergedAgenda(opened, wanted, now)).toEqual([
    meeting('Monday', activity('a1', 'First collect causes'), activity('a2', 'Discuss', 20)),
  ]);
});

test('an activity that was added elsewhere stays, and one that was removed here goes', () => {
  const more = [meeting('One', activity('a1', 'Collect'), activity('a2', 'Discuss'), activity('a3', 'Vote'))];
  const renamed = [meeting('One', activity('a1', 'Collect'), activity('a2', 'Talk'))];
  expect(mergedAgenda(opened, renamed, more)).toEqual([
    meeting('One', activity('a1', 'Collect'), activity('a2', 'Talk'), activity('a3', 'Vote')),
  ]);
  const fewer = [meeting('One', activity('a2', 'Discuss'))];
  expect(mergedAgenda(opened, fewer, renamed)).toEqual([meeting('One', activity('a2', 'Talk'))]);
});

test('what both put in another order is refused', () => {
  const [here, there] = [[meeting('One', activity('a2', 'Discuss'))], [meeting('One', activity('a1', 'Collect'))]];
  expect(mergedAgenda(opened, here, there)).toBeNull();
});

test('fields that the list does not show stay, and of two choices the one made here stands', () => {
  const rules = { branches: ['people'], permissions: { add: 'own' as const }, when_done: 'next' as const };
  const one = (fields: Partial<Activity>): Meeting[] => [meeting('One', { ...activity('a1', 'Collect'), ...fields })];
  expect(mergedAgenda(one(rules), one({ ...rules, minutes: 5 }), one({ ...rules, at_end: 'lock' }))).toEqual(
    one({ ...rules, minutes: 5, at_end: 'lock' }),
  );
  expect(mergedAgenda(one({ at_end: 'stay' }), one({ at_end: 'lock' }), one({ at_end: 'next', ...rules }))).toEqual(
    one({ at_end: 'lock', ...rules }),
  );
  expect(mergedAgenda(one({ at_end: 'lock' }), one({ at_end: undefined }), one({ at_end: 'lock', ...rules }))).toEqual(one(rules));
  expect(mergedAgenda(one({ prompt: null }), one({ prompt: 'Why?' }), one({ prompt: null }))).toEqual(one({ prompt: 'Why?' }));
});
