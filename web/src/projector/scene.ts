/** What the wall shows at this moment of the workshop, or what was chosen for it. */
import { meetingEnded } from '../agenda/places';
import { activityNow, type BoardView } from '../board/model';
import { charted } from '../facts/facts';
import { counting, FIRST_CHOICE, type WallChoice } from './wall';

export type Scene =
  | 'lobby'
  | 'opening'
  | 'brief'
  | 'facts'
  | 'agenda'
  | 'coverage'
  | 'fish'
  | 'silent'
  | 'turn'
  | 'pause'
  | 'between'
  | 'voting'
  | 'votes'
  | 'rating'
  | 'matrix'
  | 'projects'
  | 'lists'
  | 'competences'
  | 'review'
  | 'closing'
  | 'poll'
  | 'words'
  | 'black';

export function sceneOf(view: BoardView, choice: WallChoice = FIRST_CHOICE): Scene {
  return chosenScene(view, choice) ?? sceneOfWorkshop(view);
}

/** A choice counts until the workshop goes on. A call to a bone or a cause goes before it, and afterwards it is there again. */
function chosenScene(view: BoardView, choice: WallChoice): Scene | null {
  const { session } = view;
  const { picture, note } = counting(session, choice);
  if (picture === 'auto' || (isCalled(view) && sceneOfWorkshop(view) === 'fish')) return null;
  if (picture === 'cause') return note && view.notes.has(note) ? 'fish' : null;
  if (picture === 'votes') return session.vote?.revealed ? 'votes' : null;
  if (picture === 'facts') return hasFacts(view) ? 'facts' : null;
  if (picture === 'poll') return session.poll ? 'poll' : null;
  if (picture === 'words') return session.words?.revealed ? 'words' : null;
  if (picture === 'review') return session.promised?.length ? 'review' : null;
  if (picture === 'matrix') return session.rating?.revealed ? 'matrix' : null;
  return picture;
}

const hasFacts = ({ facts }: BoardView): boolean => charted(facts).length > 0;

const isCalled = ({ session: { summon } }: BoardView): boolean => Boolean(summon?.branch || summon?.note);

function sceneOfWorkshop(view: BoardView): Scene {
  const { session, projects, notes } = view;
  const { vote, rating } = session;
  if (session.finished) return 'closing';
  // Whoever is asked for a ballot sees how far it is, whatever the agenda says.
  if (vote?.open) return 'voting';
  if (rating?.open) return 'rating';
  if (session.poll?.open) return 'poll';
  if (isCalled(view)) return 'fish';
  // Hidden causes that are revealed one by one are spoken about one by one.
  if (session.turn && notes.has(session.turn)) return 'turn';
  if (meetingEnded(session)) return 'between';
  const results: Scene = rating?.revealed ? 'matrix' : vote?.revealed ? 'votes' : 'fish';
  switch (activityNow(session)?.kind) {
    case 'welcome':
      return 'opening';
    case 'understand':
      return hasFacts(view) ? 'facts' : 'brief';
    case 'break':
      return 'pause';
    case 'vote':
      return vote ? (vote.revealed ? 'votes' : 'voting') : 'fish';
    case 'prioritise':
      return rating && !rating.revealed ? 'rating' : results;
    case 'plan':
      return projects.length > 0 ? 'projects' : results;
    case 'close':
      return session.words?.revealed ? 'words' : 'closing';
    case undefined:
      // A next meeting begins with what was promised.
      if (session.promised?.length && !session.runs?.length && !vote && !rating) return 'review';
      if (vote && !vote.revealed) return 'voting';
      if (rating && !rating.revealed) return 'rating';
      return notes.size === 0 ? 'lobby' : results;
    case 'silent':
      // What was written before, or has been revealed, is what people look at.
      return session.hidden > 0 || notes.size === 0 ? 'silent' : 'fish';
    default:
      // A ballot locks the board: its result stays on the wall until work on the causes goes on.
      if (!session.locked) return 'fish';
      if (rating && !rating.revealed) return 'rating';
      return vote && !vote.revealed ? 'voting' : results;
  }
}
