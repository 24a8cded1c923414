/** What a fishbone is given. Without the callbacks it can only be looked at and walked through. */
import type { BoardView, NoteView } from '../board/model';
import type { Questions } from './layout-input';
import type { Focus } from './panes';
import type { Picture } from './picture';
import type { Rect } from './shapes';
import type { Move } from './steps';

export interface FishboneProps {
  view: BoardView;
  /** This bone large, beside a small fish of all. */
  focus?: Focus | null;
  /** The selected note. */
  selected?: string | null;
  /** The causes that are looked for; the others are faint. Null or none: nothing is looked for. */
  lit?: ReadonlySet<string> | null;
  questions?: Questions;
  /** The bones as columns instead of a fish. */
  form?: 'fish' | 'columns';
  /** Least and largest type of a card on the screen, in pixels, and the largest where one bone is looked at. */
  least?: number;
  largest?: number;
  closest?: number;
  /** Room for a line under the small fish. */
  caption?: number;
  /** A second picture of a fish that is on the page already: only to be seen, and no card of it is taken for the cause itself. */
  copy?: boolean;
  /** Zoom buttons and hands. The projector has none. */
  controls?: boolean;
  /** Parts of the screen that are needed for something else. */
  keepFree?: readonly Rect[];
  /** The picture as it is drawn. */
  picture?: Picture | null;
  /** Whether causes can be added, or on which bones. */
  mayAdd?: boolean | ((bone: string) => boolean);
  mayEdit?: (note: NoteView) => boolean;
  mayMove?: (note: NoteView) => boolean;
  onselect?: (note: string | null) => void;
  /** `opened` is what the cause said when the writing began. */
  onedit?: (note: string, text: string, opened: string) => void;
  /** Which cause is being written here now; none at the end. */
  onwriting?: (note: string | null) => void;
  onadd?: (note: { branch: string; parent: string | null; text: string }) => void;
  onmove?: (note: string, move: Move) => void;
  onremove?: (note: string) => void;
  /** Something else than the whole fish is shown where this screen is not. */
  away?: boolean;
  /** Somebody wants to see the whole fish again. */
  onall?: () => void;
  /** Shows all keys of the screen; without it the diagram shows its own. */
  onkeys?: () => void;
}
