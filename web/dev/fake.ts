/** A made-up board at any moment of a workshop, from the workshop of the tests. */
import story from '../../tests/fixtures/cx-workshop.json';
import { dress } from '../src/board/departments';
import type { BoardView, NoteView, ProjectView, SessionView } from '../src/board/model';

export type Moment = 'lobby' | 'understand' | 'collect' | 'silent' | 'discuss' | 'vote' | 'voted' | 'reveal' | 'rating' | 'rated' | 'matrix' | 'plan' | 'close';

const BONES = [
  ['people', 'Człowiek', 'Kto i z jakimi kompetencjami?'],
  ['management', 'Zarządzanie', 'Czy to sprawdzono, zmierzono, przeanalizowano?'],
  ['methods', 'Metody', 'Jak przebiega praca i jak prowadzone są projekty?'],
  ['material', 'Materiał', 'Czy produkt spełnia to, czego oczekuje klient?'],
  ['machines', 'Maszyny', 'Czy narzędzia wspierają ludzi, którzy z nimi pracują?'],
] as const;
const DEPARTMENTS = [
  ['analysis', 'Analiza biznesowa'], ['marketing', 'Marketing'], ['customer-service', 'Obsługa klienta'], ['it', 'IT'],
  ['legal', 'Dział prawny'], ['sales', 'Sprzedaż'], ['back-office', 'Back office'],
] as const;
const LONG = ['Konstantynopolitańczykowianeczka', 'людиноненависницький підхід', 'niezadowolenie-z-nieodpowiedzialności', 'bez spacjiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii', 'Najneprawdopodobniejsze opóźnienie w dziesięciotysięcznikowym harmonogramie'];

export function fake(moment: Moment, count: number, now: number): BoardView {
  const departments = dress(DEPARTMENTS.map(([id, name]) => ({ id, name })));
  const people = new Map(story.people.map((person, index) => [`p${index}`, { id: `p${index}`, ...person }]));
  const byName = new Map([...people.values()].map((person) => [person.name, person]));
  const notes = new Map<string, NoteView>();
  for (let index = 0; index < count; index += 1) {
    const source = story.notes[index % story.notes.length]!;
    const round = Math.floor(index / story.notes.length);
    const id = round ? `${source.key}-${round}` : source.key;
    const author = byName.get(source.author)!;
    const parent = 'parent' in source && source.parent ? (round ? `${source.parent}-${round}` : source.parent) : null;
    const rated = ['matrix', 'plan', 'close'].includes(moment);
    notes.set(id, {
      id, branch: source.branch, order: String(index).padStart(4, '0'), parent: parent && notes.has(parent) ? parent : null,
      text: index % 11 === 10 ? LONG[(index / 11) % LONG.length | 0]! : source.text,
      department: index % 13 === 12 ? null : author.department, author: author.id, mine: author.id === 'p0' && !location.search.includes('projector'),
      evidence: ['collect', 'lobby'].includes(moment) ? null : index % 5 === 0 ? 'fact' : index % 7 === 3 ? 'assumption' : null,
      figure: null, reference: null, list: null, owner: null,
      priority: rated ? ((story.expected.priorities as Record<string, NoteView['priority']>)[id] ?? null) : null,
      mergedInto: null, depth: parent && notes.has(parent) ? notes.get(parent)!.depth + 1 : 0,
    });
  }
  const branches = BONES.map(([id, title, question], index) => {
    const own = [...notes.values()].filter(({ branch }) => branch === id);
    const under = (parent: string | null): NoteView[] => own.filter((note) => note.parent === parent).flatMap((note) => [note, ...under(note.id)]);
    return { id, title, question, order: `a${index}`, notes: under(null) };
  });
  return {
    title: story.title, effect: story.effect, language: 'pl', goals: story.goals, branches, notes, people, former: new Map(), departments,
    session: session(moment, now), projects: ['plan', 'close'].includes(moment) ? projects() : [],
    here: [...people.values()].slice(0, moment === 'lobby' ? 6 : 9).map((user, index) => ({ clientId: index, user, state: {} })),
    loaded: true,
  };
}

function session(moment: Moment, now: number, wanted = new URLSearchParams(location.search).get('call')): SessionView {
  const agenda = story.agenda.map((meeting, m) => ({ ...meeting, activities: meeting.activities.map((activity, a) => ({ ...activity, id: `${m}${a}` })) }));
  const kind = { lobby: null, voted: 'vote', reveal: 'vote', rating: 'prioritise', rated: 'prioritise', matrix: 'prioritise' }[moment as string] ?? moment;
  const activity = moment === 'lobby' ? null : agenda.flatMap(({ activities }) => activities).find((one) => one.kind === kind);
  const after = ['reveal', 'rating', 'rated', 'matrix', 'plan', 'close'].includes(moment);
  const rating = ['rating', 'rated', 'matrix', 'plan', 'close'].includes(moment);
  return {
    door: 'open', code_renewed: 0, sealed_departments: 'large',
    locked: moment === 'vote', permissions: { add: 'own', edit: 'own', move: 'own', remove: 'own' }, activity: activity?.id ?? null,
    agenda: agenda as SessionView['agenda'],
    timer: activity ? { running: true, ends_at: now + 754_000, remaining_ms: null } : null,
    vote: moment === 'vote' || moment === 'voted' || after
      ? { id: 'v1', open: moment === 'vote', revealed: after, dots: 5, per_note: 2, voted: 6, eligible: 9, tally: after ? (story.expected.tally as never) : undefined }
      : null,
    rating: rating
      ? {
          id: 'r1', open: moment === 'rating', revealed: moment !== 'rating' && moment !== 'rated', notes: Object.keys(story.ratings), voted: 4, complete: 4, eligible: 9,
          tally: moment === 'rating' || moment === 'rated' ? undefined : tally(),
        }
      : null,
    finished: false, summon: wanted === 'summon' ? { note: 'c2', call: 1 } : null, hidden: moment === 'silent' ? 12 : 0, done: 0, competences: ['prowadzenie projektów', 'statystyka'], authors: 'shown', title: story.title, language: 'pl',
  };
}

function tally(): NonNullable<NonNullable<SessionView['rating']>['tally']> {
  const medians = story.expected.medians as Record<string, { importance: number; urgency: number }>;
  return Object.fromEntries(
    Object.entries(medians).map(([id, median], index) => [id, {
      suggestion: null,
      ...median, disagreement: [0.2, 0.4, 2.5, 0.6][index] ?? 0, ratings: 9,
      by_department: {
        it: { importance: Math.min(5, median.importance), urgency: Math.min(5, median.urgency + (index === 2 ? 2 : 0.5)), disagreement: 0.5, ratings: 5 },
        sales: { importance: Math.max(1, median.importance - (index === 2 ? 2.5 : 0)), urgency: Math.max(1, median.urgency - 1), disagreement: 1, ratings: 4 },
      },
    }]),
  );
}

function projects(): ProjectView[] {
  return story.projects.map((project, index) => ({
    status: 'planned', affects: '', value: '', helps: '', strategy: '', measure: 'NPS po 30 dniach', ...project, id: `j${index}`,
    horizon: project.horizon as ProjectView['horizon'], approvers: project.approvals, approvals: (index ? {} : { marketing: { decision: 'accept' } }) as ProjectView['approvals'],
  }));
}
