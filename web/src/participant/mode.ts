import { activityNow, type SessionView } from '../board/model';

/** What the present moment asks of a participant. A vote or a rating that is open goes before any activity. */
export type Mode = 'write' | 'silent' | 'vote' | 'rate' | 'plan' | 'close' | 'read' | 'finished';

export function modeOf(session: SessionView): Mode {
  if (session.finished) return 'finished';
  if (session.vote?.open) return 'vote';
  if (session.rating?.open) return 'rate';
  switch (activityNow(session)?.kind) {
    case undefined:
    case 'collect':
    case 'discuss':
      return 'write';
    case 'silent':
      return 'silent';
    case 'vote':
      return session.vote && !session.vote.revealed ? 'vote' : 'read';
    case 'prioritise':
      return session.rating && !session.rating.revealed ? 'rate' : 'read';
    case 'plan':
      return 'plan';
    case 'close':
      return 'close';
    default:
      return 'read';
  }
}
