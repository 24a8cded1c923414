// What an activity says of open bones and of rights. What it does not say is as its kind says.

import type { BranchId, Permissions } from '../../board/model';
import type { Activity } from './agenda';

export const DEEDS = ['add', 'edit', 'move', 'remove'] as const satisfies (keyof Permissions)[];

export const CHOICES = {
  add: ['own', 'none'],
  edit: ['any', 'own', 'none'],
  move: ['any', 'own', 'none'],
  remove: ['any', 'own', 'none'],
} as const;

export function ruled({ branches, permissions }: Pick<Activity, 'branches' | 'permissions'>): boolean {
  return Boolean(branches ?? permissions);
}

/** The open bones after one was opened or closed; nothing is said where all are open. Bones that are gone go with it. */
export function openedBones(all: readonly BranchId[], before: Activity['branches'], bone: BranchId, open: boolean): BranchId[] | undefined {
  const was = new Set(before ?? all);
  const now = all.filter((id) => (id === bone ? open : was.has(id)));
  return now.length === all.length ? undefined : now;
}

/** The rights after one was chosen; an empty choice is as the kind of activity says. */
export function withRight(before: Activity['permissions'], deed: keyof Permissions, choice: string): Activity['permissions'] {
  const { [deed]: _, ...others } = before ?? {};
  const rights = choice ? { ...others, [deed]: choice } : others;
  return Object.keys(rights).length > 0 ? (rights as Activity['permissions']) : undefined;
}
