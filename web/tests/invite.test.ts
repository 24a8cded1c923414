import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Invite } from '../src/invite/invite.svelte';

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
