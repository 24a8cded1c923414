import { expect, test } from 'vitest';
import { note } from '../../dev/boards';
import { changes, fieldsOf } from './cause-fields';

test('only what was changed is written, what was emptied is taken away, and each knows what it was', () => {
  const opened = fieldsOf(note('a', { evidence: 'fact', figure: '312', owner: 'it' }));
  expect(changes(opened, opened)).toEqual([]);
  expect(changes(opened, { ...opened, figure: ' 312 ' })).toEqual([]);
  expect(
    changes(opened, { ...opened, evidence: 'verify', verifier: ' Ewa ', verify_by: '2026-12-01', figure: '', fact: 'f1', owner: 'sales' }),
  ).toEqual([
    { key: 'evidence', value: 'verify', from: 'fact' },
    { key: 'verifier', value: 'Ewa', from: '' },
    { key: 'verify_by', value: '2026-12-01', from: '' },
    { key: 'figure', value: null, from: '312' },
    { key: 'fact', value: 'f1', from: '' },
    { key: 'owner', value: 'sales', from: 'it' },
  ]);
});
