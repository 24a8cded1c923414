import type { Command } from '../api';
import { sameName } from '../competences/names';
import type { BoardView, MeetingView, NoteView } from './model';

/** How a command is taken back by others, and whether there is still something to take back. */
export interface TakingBack {
  back: Command[];
  /** False once somebody has changed it since: then taking it back would take back theirs. */
  stands: (now: BoardView) => boolean;
}

/** Null for what cannot be taken back. `before` is the board that the command was given on. */
export function takingBack(command: Command, before: BoardView): TakingBack | null {
  const { session, departments } = before;
  switch (command.do) {
    case 'lock':
    case 'unlock': {
      const locked = command.do === 'lock';
      if (session.locked === locked) return null;
      return { back: [{ do: locked ? 'unlock' : 'lock' }], stands: (now) => now.session.locked === locked };
    }
    case 'set_permissions': {
      const { add, edit, move, remove, facts } = command as Partial<typeof session.permissions>;
      const wanted = Object.entries({ add, edit, move, remove, facts }).filter(([, value]) => value !== undefined);
      const were = Object.fromEntries(wanted.map(([deed]) => [deed, session.permissions[deed as 'add'] ?? 'none']));
      return {
        back: [{ do: 'set_permissions', ...were } as Command],
        stands: (now) => wanted.every(([deed, value]) => (now.session.permissions[deed as 'add'] ?? 'none') === value),
      };
    }
    case 'set_agenda': {
      const wanted = plain(command.agenda as MeetingView[]);
      return { back: [{ do: 'set_agenda', agenda: session.agenda }], stands: (now) => plain(now.session.agenda) === wanted };
    }
    case 'set_departments': {
      const named = (all: { id: string; name: string }[]) => plain(all.map(({ id, name }) => ({ id, name })));
      const wanted = named(command.departments);
      const were = departments.map(({ id, name }) => ({ id, name }));
      return { back: [{ do: 'set_departments', departments: were }], stands: (now) => named(now.departments) === wanted };
    }
    case 'set_competences':
      return {
        back: [{ do: 'set_competences', competences: session.competences }],
        stands: (now) => plain(now.session.competences) === plain(command.competences),
      };
    case 'set_competence': {
      const of = (view: BoardView) => view.session.team?.find(({ name }) => sameName(name ?? '', command.name ?? ''));
      const said = (one: ReturnType<typeof of>) => ({
        needed: one?.needed === undefined ? ('projects' as const) : one.needed ? ('yes' as const) : ('no' as const),
        has: one?.has ?? [],
        learns: one?.learns ?? [],
      });
      const wanted = plain({ ...said(of(before)), ...command, name: undefined, do: undefined });
      return {
        back: [{ do: 'set_competence', name: command.name, ...said(of(before)) }],
        stands: (now) => plain(said(of(now))) === wanted,
      };
    }
    case 'set_authors': {
      const [was, wanted] = [session.authors, command.shown ? 'shown' : command.departments === false ? 'nothing' : 'hidden'];
      return {
        back: [{ do: 'set_authors', shown: was === 'shown', departments: was !== 'nothing' }],
        stands: (now) => now.session.authors === wanted,
      };
    }
    case 'set_sealed_departments':
      return {
        back: [{ do: 'set_sealed_departments', named: session.sealed_departments }],
        stands: (now) => now.session.sealed_departments === command.named,
      };
    case 'close_door':
    case 'open_door': {
      const door = command.do === 'close_door' ? 'closed' : 'open';
      return { back: [{ do: door === 'open' ? 'close_door' : 'open_door' }], stands: (now) => now.session.door === door };
    }
    case 'pause_timer':
    case 'resume_timer': {
      const running = command.do === 'resume_timer';
      return { back: [{ do: running ? 'pause_timer' : 'resume_timer' }], stands: (now) => now.session.timer?.running === running };
    }
    case 'extend_timer': {
      const { activity } = session;
      return {
        back: [{ do: 'extend_timer', seconds: -command.seconds }],
        stands: (now) => now.session.timer !== null && now.session.activity === activity,
      };
    }
    case 'ask': {
      const { asked } = session;
      return {
        back: [asked ? { do: 'ask', fact: asked.fact, question: asked.question } : { do: 'ask' }],
        stands: (now) =>
          now.session.asked?.fact === (command.fact ?? undefined) && now.session.asked?.question === (command.question ?? undefined),
      };
    }
    case 'summon': {
      const to = ({ branch, note }: { branch?: string | null; note?: string | null }) => `${branch ?? ''} ${note ?? ''}`;
      const { branch = null, note = null } = session.summon ?? {};
      return { back: [{ do: 'summon', branch, note }], stands: (now) => to(now.session.summon ?? {}) === to(command) };
    }
    case 'set_priority': {
      const { note, priority = null } = command;
      const was = before.notes.get(note);
      const said = ({ reason, addressee }: Partial<Pick<NoteView, 'reason' | 'addressee'>> = {}) => ({
        ...(reason && { reason }),
        ...(addressee && { addressee }),
      });
      const back: Command = { do: 'set_priority', note, priority: was?.priority ?? null, ...said(was) };
      const same = (now: BoardView): boolean =>
        (['reason', 'addressee'] as const).every((key) => (now.notes.get(note)?.[key] ?? '') === (command[key] ?? '').trim());
      return { back: [back], stands: (now) => now.notes.get(note)?.priority === priority && same(now) };
    }
    case 'merge_notes':
      return unmerging(command.into, command.notes, before);
    case 'unmerge': {
      const { note } = command;
      const into = before.notes.get(note)?.mergedInto;
      if (!into) return null;
      return {
        back: [{ do: 'merge_notes', into, notes: [note] }],
        stands: (now) => now.notes.has(into) && now.notes.get(note)?.mergedInto === null,
      };
    }
    default:
      return null;
  }
}

/** What had been merged into a merged cause went along with it, and goes back with it. */
function unmerging(into: string, notes: string[], before: BoardView): TakingBack {
  const under = (note: string): string[] => [...before.notes.values()].filter((one) => one.mergedInto === note).map(({ id }) => id);
  const back = notes.flatMap((note): Command[] => {
    const along = under(note);
    const out = [note, ...along].map((one): Command => ({ do: 'unmerge', note: one }));
    return along.length > 0 ? [...out, { do: 'merge_notes', into: note, notes: along }] : out;
  });
  return { back, stands: (now) => notes.every((note) => now.notes.get(note)?.mergedInto === into) };
}

/** The same text for the same value, whatever the order of its keys; what is empty is as if it were not there. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === '' || part === null) return undefined;
    if (typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part as object).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
