import { beforeEach, expect, it, vi } from 'vitest';
import { backTo, wayTo } from './ways';

beforeEach(() => vi.stubGlobal('location', new URL('https://board.example/sign-in?to=/')));

it.each([
  // The address that was left, with its secret.
  ['/facilitate/abc', '/facilitate/abc#secret', '/facilitate/abc#secret'],
  ['/?x=1', '/?x=1#key', '/?x=1#key'],
  // Another one was kept, or none.
  ['/server', '/facilitate/abc#secret', '/server'],
  ['/facilitate/abc', null, '/facilitate/abc'],
  // None of the app's own.
  [null, '/facilitate/abc#secret', '/'],
  ['https://evil.example/', null, '/'],
  ['//evil.example/', '//evil.example/#x', '/'],
  ['/\\evil.example/', null, '/'],
  ['javascript:alert(1)', null, '/'],
  ['http://board.example/', null, '/'],
])('from %s, where %s was kept, the way goes to %s', (to, kept, address) => {
  expect(backTo(to, kept)).toBe(address);
});

it('says to the server where to lead back to, and never a fragment', () => {
  expect(wayTo('/sign-in?to=%2Ffacilitate%2Fabc')).toBe('/auth/sign-in?to=%2Fsign-in%3Fto%3D%252Ffacilitate%252Fabc');
  expect(wayTo('/', 'another')).toBe('/auth/sign-in?to=%2F&as=another');
});
