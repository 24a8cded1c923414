import { activityNow, type SessionView } from '../board/model';

/** What the present moment asks of a participant. A vote, a rating, a poll or a question about a figure that is under way goes before any activity. */
export type Mode = 'write' | 'silent' | 'vote' | 'rate' | 'plan' | 'close' | 'ask' | 'read' | 'finished';

export function modeOf(session: SessionView): Mode {
  if (session.finished) return 'finished';
  const { vote, rating, locked } = session;
  if (vote?.open) return 'vote';
  if (rating?.open) return 'rate';
  if (session.poll?.open || session.asked) return 'ask';
  // Closed and not yet revealed: everybody waits for the result, with their own dots in sight.
  if (locked && rating && !rating.revealed) return 'rate';
  if (locked && vote && !vote.revealed) return 'vote';
  switch (activityNow(session)?.kind) {
    case undefined:
    case 'collect':
    case 'discuss':
      // After a ballot everybody looks at its result until work on the causes goes on.
      return locked && (vote?.revealed || rating?.revealed) ? 'read' : 'write';
    case 'silent':
      return 'silent';
    case 'vote':
      return vote && !vote.revealed ? 'vote' : 'read';
    case 'prioritise':
      return rating && !rating.revealed ? 'rate' : 'read';
    case 'plan':
      return 'plan';
    case 'close':
      return 'close';
    default:
      return 'read';
  }
}
