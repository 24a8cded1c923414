import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Invite, invitedAt, originOf } from '../src/invite/invite.svelte';

/** What the server answers next; a number is the renewal that its answer is of. */
let answers: (number | 'down')[];
let asked: number;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === 'down') throw new TypeError('no network');
    const code = `CODE0${answer}`;
    return new Response(
      JSON.stringify({ join_code: code, join_link: `http://host/join#${code}`, ...(answer ? { code_renewed: answer } : {}) }),
    );
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('how people come in', () => {
  it('is asked for once, and again when the code is renewed', async () => {
    answers = [0, 7];
    const invite = new Invite('b', 't');
    await settle();
    expect(invite.code).toBe('CODE00');
    for (const renewed of [0, 0]) invite.follow(renewed);
    expect(asked).toBe(1);
    invite.follow(7);
    expect(invite.code, 'the old one is not shown any longer').toBeNull();
    await settle();
    expect([invite.code, invite.link, asked]).toEqual(['CODE07', 'http://host/join#CODE07', 2]);
  });

  it('is asked for again if the code was renewed while the answer was on its way', async () => {
    answers = [0, 7];
    const invite = new Invite('b', 't');
    invite.follow(7);
    await settle();
    expect(invite.code, 'that was the old one').toBeNull();
    await settle(1000);
    expect(invite.code).toBe('CODE07');
  });

  it('is asked for until the server answers, and not by a page that was left', async () => {
    answers = ['down', 'down', 0];
    const invite = new Invite('b', 't');
    await settle(3000);
    expect([invite.code, asked]).toEqual(['CODE00', 3]);
    answers = ['down'];
    invite.follow(9);
    invite.leave();
    await settle(60_000);
    expect(asked).toBe(4);
  });
});

describe('the address that was chosen', () => {
  const links = ['http://192.168.1.20:8080/join#ABC234', 'http://[2001:db8::5]:8080/join#ABC234'];
  const invitation = { code: 'ABC234', link: links[0]!, links };

  it.each([
    [null, 0],
    ['http://192.168.1.20:8080', 0],
    ['http://[2001:db8::5]:8080', 1],
    // One that the server no longer has, or never had.
    ['http://10.8.0.2:8080', 0],
    ['http://192.168.1.20', 0],
  ])('%s', (address, nth) => {
    expect(invitedAt(invitation, address).link).toBe(links[nth]);
  });

  it('is that of the link where the server has one only', () => {
    const given = { code: 'ABC234', link: 'https://a.example/join#ABC234' };
    expect(invitedAt(given, 'http://10.8.0.2:8080').link).toBe(given.link);
    expect(originOf(given.link)).toBe('https://a.example');
  });
});
