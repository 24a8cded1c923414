/** What can be chosen for the wall as the options of a list, and back. */
import { oneOf } from '../../board/lenient';
import { PICTURES, type WallChoice } from '../../projector/wall';

export function optionOf({ picture, view, bone }: WallChoice): string {
  if (picture !== 'fish') return picture;
  return bone ? `bone:${bone}` : view;
}

/** What an option asks for; `steps` of the tour were asked for before, `cause` is the one that can be shown. */
export function wish(option: string, steps: number, cause: string | null): Partial<WallChoice> {
  const bone = option.startsWith('bone:') ? option.slice('bone:'.length) : null;
  if (bone) return { picture: 'fish', bone, note: null, tour: 'held' };
  const whole = { picture: 'fish', bone: null, note: null, tour: 'auto', steps: steps + 1, to: 'whole' } as const;
  if (option === 'fish' || option === 'columns') return { ...whole, view: option };
  if (option === 'review') return { picture: 'review', bone: null, note: null, review: 0 };
  if (option === 'lists' || option === 'competences') return { picture: option, bone: null, note: null, page: 0 };
  if (option === 'cause') return { picture: 'cause', bone: null, note: cause };
  return { picture: oneOf(option, PICTURES) ?? 'auto', bone: null, note: null };
}
