/** A made-up board at any moment of a workshop, from the workshop of the tests. */
import story from '../../tests/fixtures/cx-workshop.json';
import { dress } from '../src/board/departments';
import { readDetails } from '../src/board/lenient';
import type { BoardView, NoteView, ProjectView, SessionView } from '../src/board/model';
import { FIRST_CHOICE, momentOf, type ChosenPicture } from '../src/projector/wall';
import { project as empty } from './boards';

export type Moment =
  | 'lobby'
  | 'welcome'
  | 'break'
  | 'between'
  | 'understand'
  | 'collect'
  | 'silent'
  | 'discuss'
  | 'vote'
  | 'voted'
  | 'reveal'
  | 'rating'
  | 'rated'
  | 'matrix'
  | 'plan'
  | 'close';

const BONES = [
  ['people', 'Człowiek', 'Kto i z jakimi kompetencjami?'],
  ['management', 'Zarządzanie', 'Czy to sprawdzono, zmierzono, przeanalizowano?'],
  ['methods', 'Metody', 'Jak przebiega praca i jak prowadzone są projekty?'],
  ['material', 'Materiał', 'Czy produkt spełnia to, czego oczekuje klient?'],
  ['machines', 'Maszyny', 'Czy narzędzia wspierają ludzi, którzy z nimi pracują?'],
] as const;
const DEPARTMENTS = [
  ['analysis', 'Analiza biznesowa'],
  ['marketing', 'Marketing'],
  ['customer-service', 'Obsługa klienta'],
  ['it', 'IT'],
  ['legal', 'Dział prawny'],
  ['sales', 'Sprzedaż'],
  ['back-office', 'Back office'],
] as const;
const LONG = [
  'Konstantynopolitańczykowianeczka',
  'людиноненависницький підхід',
  'niezadowolenie-z-nieodpowiedzialności',
  'bez spacjiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii',
  'Najneprawdopodobniejsze opóźnienie w dziesięciotysięcznikowym harmonogramie',
];

const asked = (key: string): string | null => new URLSearchParams(location.search).get(key);

export function fake(moment: Moment, count: number, now: number): BoardView {
  const departments = dress(DEPARTMENTS.map(([id, name]) => ({ id, name })));
  const crowd = Array.from({ length: Number(asked('people') ?? story.people.length) }, (_, index) => ({
    ...story.people[index % story.people.length]!,
    ...(index < story.people.length ? {} : { name: `${story.people[index % story.people.length]!.name} ${index}` }),
  }));
  const people = new Map(crowd.map((person, index) => [`p${index}`, { id: `p${index}`, ...person }]));
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
      id,
      branch: source.branch,
      order: String(index).padStart(4, '0'),
      parent: parent && notes.has(parent) ? parent : null,
      text: index % 11 === 10 ? LONG[((index / 11) % LONG.length) | 0]! : source.text,
      department: index % 13 === 12 ? null : author.department,
      author: author.id,
      mine: author.id === 'p0' && !location.search.includes('projector'),
      ...readDetails(() => null),
      evidence: ['collect', 'lobby'].includes(moment) ? null : index % 5 === 0 ? 'fact' : index % 7 === 3 ? 'assumption' : null,
      priority: rated ? ((story.expected.priorities as Record<string, NoteView['priority']>)[id] ?? null) : null,
      reason: null,
      addressee: null,
      mergedInto: null,
      depth: parent && notes.has(parent) ? notes.get(parent)!.depth + 1 : 0,
    });
  }
  const branches = BONES.map(([id, title, question], index) => {
    const own = [...notes.values()].filter(({ branch }) => branch === id);
    const under = (parent: string | null): NoteView[] =>
      own.filter((note) => note.parent === parent).flatMap((note) => [note, ...under(note.id)]);
    return { id, title, question, order: `a${index}`, notes: under(null) };
  });
  const said = session(moment, now, [...notes.keys()]);
  const picture = asked('choose');
  const choice = {
    ...FIRST_CHOICE,
    picture: picture as ChosenPicture,
    bone: asked('bone'),
    note: asked('cause'),
    tour: asked('bone') ? 'held' : 'auto',
    during: momentOf(said),
  };
  return {
    answers: {},
    title: story.title,
    effect: story.effect,
    language: 'pl',
    goals: { ...story.goals, thisYear: '', years: '' },
    branches,
    notes,
    people,
    former: new Map(),
    facts: {},
    departments,
    session: said,
    projects:
      ['plan', 'close'].includes(moment) || asked('projects')
        ? projects(Number(asked('projects') ?? story.projects.length), [...notes.keys()])
        : [],
    here: [...people.values()]
      .slice(0, moment === 'lobby' ? 6 : 9)
      .map((user, index) => ({ clientId: index, user, state: picture && index === 0 ? { wall: choice } : {} })),
    loaded: true,
  };
}

function session(moment: Moment, now: number, notes: string[], wanted = asked('call')): SessionView {
  const agenda = story.agenda.map((meeting, m) => ({
    ...meeting,
    ...(asked('dates') ? { starts_at: now + 1000 * 3600 * 24 * (m + 1) } : {}),
    activities: [...meeting.activities, ...(moment === 'silent' && m === 0 ? [{ kind: 'silent', title: 'W ciszy', minutes: 10 }] : [])].map(
      (activity, a) => ({ ...activity, id: `${m}${a}` }),
    ),
  }));
  const kind =
    { lobby: null, between: 'discuss', voted: 'vote', reveal: 'vote', rating: 'prioritise', rated: 'prioritise', matrix: 'prioritise' }[
      moment as string
    ] ?? moment;
  const activity = moment === 'lobby' ? null : agenda.flatMap(({ activities }) => activities).find((one) => one.kind === kind);
  const after = ['reveal', 'rating', 'rated', 'matrix', 'plan', 'close'].includes(moment);
  const short = Number(asked('short') ?? 0);
  const list = short ? notes.slice(0, short) : Object.keys(story.ratings);
  const rating = ['rating', 'rated', 'matrix', 'plan', 'close'].includes(moment);
  return {
    door: 'open',
    code_renewed: 0,
    returning: {},
    sealed_departments: 'large',
    locked: ['vote', 'between'].includes(moment) || asked('locked') !== null,
    permissions: { add: 'own', edit: 'own', move: 'own', remove: 'own' },
    activity: activity?.id ?? null,
    agenda: agenda as SessionView['agenda'],
    timer: activity ? { running: moment !== 'between', ends_at: moment === 'between' ? null : now + 754_000, remaining_ms: 0 } : null,
    vote:
      moment === 'vote' || moment === 'voted' || after
        ? {
            id: 'v1',
            open: moment === 'vote',
            revealed: after,
            dots: 5,
            per_note: 2,
            voted: 6,
            eligible: 9,
            tally: after ? (story.expected.tally as never) : undefined,
          }
        : null,
    rating: rating
      ? {
          id: 'r1',
          open: moment === 'rating',
          revealed: moment !== 'rating' && moment !== 'rated',
          notes: list,
          voted: 4,
          complete: 4,
          eligible: 9,
          tally: moment === 'rating' || moment === 'rated' ? undefined : tally(list),
        }
      : null,
    finished: false,
    summon: wanted === 'summon' ? { note: 'c2', call: 1 } : null,
    hidden: moment === 'silent' ? Number(asked('hidden') ?? 12) : 0,
    hidden_by_branch: moment === 'silent' ? { people: 5, methods: 4, material: 3 } : {},
    done: moment === 'silent' ? 4 : 0,
    competences: ['prowadzenie projektów', 'statystyka'],
    authors: 'shown',
    title: story.title,
    language: 'pl',
  };
}

function tally(list: string[]): NonNullable<NonNullable<SessionView['rating']>['tally']> {
  const medians = story.expected.medians as Record<string, { importance: number; urgency: number }>;
  return Object.fromEntries(
    list.map((id, index) => {
      const median = medians[id] ?? { importance: 1 + ((index * 7) % 9) / 2, urgency: 1 + ((index * 5) % 9) / 2 };
      const disagreement = [0.2, 0.4, 2.5, 0.6][index % 4]!;
      const by_department = {
        it: {
          importance: Math.min(5, median.importance),
          urgency: Math.min(5, median.urgency + (index % 4 === 2 ? 2 : 0.5)),
          disagreement: 0.5,
          ratings: 5,
        },
        sales: {
          importance: Math.max(1, median.importance - (index % 4 === 2 ? 2.5 : 0)),
          urgency: Math.max(1, median.urgency - 1),
          disagreement: 1,
          ratings: 4,
        },
      };
      return [id, { suggestion: null, ...median, disagreement, ratings: 9, by_department }];
    }),
  );
}

function projects(count: number, notes: string[]): ProjectView[] {
  return Array.from({ length: count }, (_, index) => {
    const project = story.projects[index % story.projects.length]!;
    return {
      ...empty(`j${index}`),
      measure: 'NPS po 30 dniach',
      ...project,
      title: index < story.projects.length ? project.title : `${project.title}: ${LONG[index % LONG.length]}`,
      notes: index < story.projects.length ? project.notes : notes.slice(index, index + (index % 5)),
      owner: index % 7 === 6 ? null : ([project.owner, 'legal', 'marketing', 'it'][index % 4] ?? null),
      horizon: project.horizon as ProjectView['horizon'],
      approvers: project.approvals,
      approvals: (index ? {} : { marketing: { decision: 'accept' } }) as ProjectView['approvals'],
    };
  });
}
