// Made-up boards for tests and for looking at screens without a server. Never part of the product's build.

import type { ActivityView, BoardView, BranchView, MeetingView, NoteView, ProjectView } from '../src/board/model';
import { EMPTY_SESSION } from '../src/board/board-reader';
import { readDetails } from '../src/board/lenient';

export const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);

export const DEPARTMENTS: [id: string, name: string, letter: string][] = [
  ['analysis', 'Analiza biznesowa', 'A'],
  ['marketing', 'Marketing', 'M'],
  ['customer-service', 'Obsługa klienta', 'O'],
  ['it', 'Informatyka', 'I'],
  ['legal', 'Dział prawny', 'P'],
  ['sales', 'Sprzedaż', 'S'],
  ['back-office', 'Archiwum i zaplecze', 'Z'],
];

const BONES: [id: string, title: string, question: string][] = [
  ['people', 'Człowiek', 'Kto i z jakimi kompetencjami?'],
  ['management', 'Zarządzanie', 'Czy to było sprawdzane, mierzone, analizowane?'],
  ['methods', 'Metody', 'Jak wygląda praca, jak prowadzone są projekty?'],
  ['material', 'Materiał', 'Czy produkt spełnia to, czego oczekuje klient?'],
  ['machines', 'Maszyny', 'Czy narzędzia wspierają ludzi, którzy z nimi pracują?'],
];

const SENTENCES = [
  'Konsultanci nie znają nowej oferty w dniu jej startu',
  'Szkolenie odbywa się po wdrożeniu, nie przed nim',
  'Brak osoby, która odpowiada za klienta od zamówienia do uruchomienia',
  'Nowi pracownicy uczą się przepisów konsumenckich dopiero na reklamacjach',
  'Люди бояться приймати рішення без згоди керівника',
  'Mierzymy czas rozmowy, a nie to, czy sprawa została załatwiona',
  'Nikt nie ogląda wyników NPS poza działem marketingu',
  'Najniezrozumialsze współodpowiedzialności międzywydziałowe: nieskoordynowane przekazywanie spraw',
  'Klient powtarza numer sprawy przy każdym kontakcie',
  'Klienci powtarzają numer sprawy w każdym kontakcie',
  'Systemy sprzedaży i zgłoszeń nie wymieniają numeru klienta',
  'Wzory pism są pisane językiem prawniczym',
  'Umowa ma 14 stron, a klient pyta o trzy rzeczy',
  'Po awarii każdy kanał podaje klientowi inny termin naprawy',
  'Oferta na stronie różni się od oferty w salonie',
];

export function note(id: string, fields: Partial<NoteView> = {}): NoteView {
  return {
    id,
    branch: 'people',
    order: id,
    parent: null,
    text: id,
    department: null,
    author: null,
    mine: false,
    ...readDetails(() => null),
    priority: null,
    reason: null,
    addressee: null,
    mergedInto: null,
    depth: 0,
    ...fields,
  };
}

export function activity(id: string, kind: ActivityView['kind'], title: string, minutes: number): ActivityView {
  return { id, kind, title, minutes };
}

export const AGENDA: MeetingView[] = [
  {
    title: 'Spotkanie 1',
    activities: [
      activity('a1', 'welcome', 'Otwarcie i cele', 10),
      activity('a2', 'understand', 'Co to znaczy satysfakcja klienta', 20),
      activity('a3', 'collect', 'Zbieramy przyczyny', 30),
      activity('a4', 'break', 'Przerwa', 15),
      activity('a5', 'silent', 'W ciszy', 5),
      activity('a6', 'discuss', 'Czytamy i pytamy dlaczego', 45),
    ],
  },
  {
    title: 'Spotkanie 2',
    activities: [
      activity('a7', 'vote', 'Głosowanie: pięć punktów', 10),
      activity('a8', 'prioritise', 'Ważność i pilność', 30),
      activity('a9', 'plan', 'Projekty i kompetencje', 60),
      activity('a10', 'close', 'Podsumowanie', 15),
    ],
  },
];

/** So many causes over the five bones; every fourth explains the one before it on its bone. */
export function bones(count: number, change: (note: NoteView, index: number) => NoteView = (one) => one): BranchView[] {
  const branches = BONES.map(([id, title, question], index): BranchView => {
    return { id, title, question, order: `b${index}`, notes: [] };
  });
  for (let index = 0; index < count; index++) {
    const branch = branches[(index * 7) % (index % 11 === 0 ? 2 : branches.length)] ?? branches[0];
    if (!branch) break;
    const above = branch.notes.at(-1);
    const child = index % 4 === 3 && above !== undefined && above.depth < 4;
    const made = note(`n${index}`, {
      branch: branch.id,
      order: `o${String(index).padStart(4, '0')}`,
      text: `${SENTENCES[index % SENTENCES.length]}${index < SENTENCES.length ? '' : ` (${index})`}`,
      department: DEPARTMENTS[index % 6]?.[0] ?? null,
      parent: child ? above.id : null,
      depth: child ? above.depth + 1 : 0,
    });
    branch.notes.push(change(made, index));
  }
  return branches;
}

export function people(count: number): BoardView['people'] {
  const names = ['Anna Kowal', 'Marek Zięba', 'Ewa Lis', 'Piotr Mazur', 'Joanna Wilk', 'Tomasz Król', 'Oleh Shevchuk'];
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const id = `p${index}`;
      const name = `${names[index % names.length]}${index < names.length ? '' : ` ${index}`}`;
      return [id, { id, name, department: DEPARTMENTS[index % 6]?.[0] ?? '' }];
    }),
  );
}

export function project(id: string, fields: Partial<ProjectView> = {}): ProjectView {
  return {
    id,
    title: id,
    horizon: 'this-year',
    owner: null,
    sponsor: '',
    person: '',
    start: '',
    due: '',
    amount: null,
    currency: '',
    fact: '',
    budget: '',
    duration: '',
    measure: '',
    status: 'planned',
    affects: '',
    value: '',
    helps: '',
    strategy: '',
    notes: [],
    competences: [],
    tools: [],
    methods: [],
    approvers: [],
    approvals: {},
    affectsDepartments: [],
    progress: [],
    ...fields,
  };
}

export function board(fields: Partial<Omit<BoardView, 'session'>> = {}, session: Partial<BoardView['session']> = {}): BoardView {
  const branches = fields.branches ?? bones(0);
  return {
    title: 'Zespół Customer Experience: warsztat przyczyn',
    effect: 'Klienci są niezadowoleni z pierwszych trzydziestu dni po zamówieniu usługi (NPS −12)',
    language: 'pl',
    goals: { workshop: 'Wspólna lista przyczyn', organisation: 'Wzrost NPS z −12 do +20', thisYear: '', years: '' },
    branches,
    notes: new Map(branches.flatMap(({ notes }) => notes.map((one) => [one.id, one]))),
    people: people(0),
    former: new Map(),
    departments: DEPARTMENTS.map(([id, name, letter], index) => ({ id, name, letter, color: index })),
    projects: [],
    facts: {},
    answers: {},
    here: [],
    loaded: true,
    ...fields,
    session: {
      ...EMPTY_SESSION,
      agenda: AGENDA,
      authors: 'hidden',
      language: 'pl',
      ...session,
    },
  };
}

/** A timer with so many minutes left; fewer than none is over. */
export function timer(minutes: number): BoardView['session']['timer'] {
  return { running: true, ends_at: NOW + minutes * 60_000, remaining_ms: minutes * 60_000 };
}
