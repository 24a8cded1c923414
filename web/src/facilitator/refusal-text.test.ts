import { expect, test } from 'vitest';
import { ApiError } from '../api';
import { refusalKey } from './refusal-text';

test.each([
  ['locked', 409, 'locked'],
  ['over-budget', 409, 'over_budget'],
  ['network', 0, 'network'],
  ['http-502', 502, 'server'],
  ['http-429', 429, 'busy'],
  ['something-new', 409, 'not_now'],
  ['something-new', 404, 'gone'],
])('%s (%i) is told as %s', (code, status, trouble) => {
  expect(refusalKey(new ApiError(code, status, ''))).toBe(trouble);
});

test('what is no answer at all counts as no connection', () => {
  expect(refusalKey(new TypeError('fetch failed'))).toBe('network');
});
