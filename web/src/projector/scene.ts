/** What the wall shows at this moment of the workshop. */
import { activityNow, type BoardView } from '../board/model';

export type Scene =
  | 'lobby'
  | 'brief'
  | 'fish'
  | 'pause'
  | 'voting'
  | 'votes'
  | 'rating'
  | 'matrix'
  | 'projects'
  | 'closing';

export function sceneOf(view: BoardView): Scene {
  const { session, projects, notes } = view;
  const { vote, rating } = session;
  if (session.finished) return 'closing';
  // Whoever is asked for a ballot sees how far it is, whatever the agenda says.
  if (vote?.open) return 'voting';
  if (rating?.open) return 'rating';
  if (session.summon?.branch || session.summon?.note) return 'fish';
  const results: Scene = rating?.revealed ? 'matrix' : vote?.revealed ? 'votes' : 'fish';
  switch (activityNow(session)?.kind) {
    case 'welcome':
      return 'lobby';
    case 'understand':
      return 'brief';
    case 'break':
      return 'pause';
    case 'vote':
      return vote ? (vote.revealed ? 'votes' : 'voting') : 'fish';
    case 'prioritise':
      return rating && !rating.revealed ? 'rating' : results;
    case 'plan':
      return projects.length > 0 ? 'projects' : results;
    case 'close':
      return 'closing';
    case undefined:
      if (vote && !vote.revealed) return 'voting';
      if (rating && !rating.revealed) return 'rating';
      return notes.size === 0 ? 'lobby' : results;
    default:
      // A ballot locks the board: its result stays on the wall until work on the causes goes on.
      if (!session.locked) return 'fish';
      if (rating && !rating.revealed) return 'rating';
      return vote && !vote.revealed ? 'voting' : results;
  }
}
