// What is typed while a board is prepared. It outlives the steps, so going back and forth loses nothing.

import { call, type CreatedBoard, type NewBoard, type Template } from '../api';
import { boardCalls } from '../board-calls';
import { speech, type Language } from '../i18n/index.svelte';
import { measure, shortAgenda } from './agenda';
import { composed, type Asked } from './effect';
import type { HostBoards, SavedTemplate } from './host-boards.svelte';

export type Agenda = Template['agenda'];
export interface DepartmentTick {
  id?: string;
  name: string;
  chosen: boolean;
}

export class NewBoardDraft {
  title = $state('');
  effect = $state('');
  workshop = $state('');
  organisation = $state('');
  /** The id of a template, the server's own or one that was saved. */
  template = $state('cx-5m');
  asked = $state<Asked>({ what: '', where: '', when: '', much: '' });
  people = $state(10);
  plan = $state<'template' | 'short' | 'none'>('template');
  #language = $state<Language>(speech.current);
  #templates = $state.raw<Template[]>([]);
  /** What was ticked; until then what the template says. */
  #departments = $state.raw<DepartmentTick[] | null>(null);
  /** Minutes that were changed, by the place of the activity. */
  #minutes = $state.raw<Record<string, number>>({});
  /** The templates did not come; a board can be made all the same. */
  lost = $state(false);

  constructor(readonly host: HostBoards) {
    void this.load();
  }

  get templates(): Template[] {
    return this.#templates;
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    this.#minutes = {};
    void this.load();
  }

  /** The templates' words are in the board's language, not in the page's. */
  async load(): Promise<void> {
    const language = this.#language;
    try {
      const templates = await boardCalls.templates(language);
      if (language === this.#language) [this.#templates, this.lost] = [templates, false];
    } catch {
      this.lost = true;
    }
  }

  readonly known = $derived.by(() => this.#templates.find(({ id }) => id === this.template));
  readonly saved: SavedTemplate | undefined = $derived.by(() => this.host.templates.find(({ id }) => id === this.template));

  /** Another template: what was ticked and timed belonged to the one before. */
  choose(template: string): void {
    this.template = template;
    this.#departments = null;
    this.#minutes = {};
    const { saved } = this;
    if (!saved) return;
    if (!this.effect.trim()) this.effect = saved.effect;
    if (!this.workshop.trim()) this.workshop = saved.goals.workshop ?? '';
    if (!this.organisation.trim()) this.organisation = saved.goals.organisation ?? '';
  }

  /** The wizard's answers are the effect, until somebody has written another one. */
  ask(change: Partial<Asked>): void {
    const before = composed(this.asked);
    this.asked = { ...this.asked, ...change };
    if (this.effect.trim() === before) this.effect = composed(this.asked);
  }

  /** The departments to choose from: leadership is among those that are chosen, so that a sponsor can speak. */
  readonly departments: DepartmentTick[] = $derived.by(() => {
    if (this.#departments) return this.#departments;
    const all = this.saved?.departments ?? [...(this.known?.departments ?? []), ...(this.known?.further ?? [])];
    return all.map(({ id, name }) => ({ id, name, chosen: true }));
  });

  /** Whether a department may hold the sponsor. */
  isLeadership(department: DepartmentTick): boolean {
    return this.known?.further.some(({ id }) => id === department.id) ?? false;
  }

  tick(index: number, chosen: boolean): void {
    this.#departments = this.departments.map((one, at) => (at === index ? { ...one, chosen } : one));
  }

  /** Adds departments by name; one that is there is ticked. */
  add(names: string): void {
    let all = this.departments;
    for (const name of names
      .split(/[\n;]/)
      .map((one) => one.trim())
      .filter(Boolean)) {
      const at = all.findIndex((one) => one.name.toLowerCase() === name.toLowerCase());
      all = at < 0 ? [...all, { name, chosen: true }] : all.map((one, index) => (index === at ? { ...one, chosen: true } : one));
    }
    this.#departments = all;
  }

  /** The agenda as it would be made. */
  readonly agenda: Agenda = $derived.by(() => {
    const own = this.saved?.agenda ?? this.known?.agenda ?? [];
    const whole = this.plan === 'none' ? [] : this.plan === 'template' ? own : shortAgenda(this.title.trim(), (kind) => this.#named(kind));
    return whole.map((meeting, m) => ({
      ...meeting,
      activities: meeting.activities.map((activity, a) => ({
        ...activity,
        minutes: this.#minutes[`${this.plan} ${m} ${a}`] ?? activity.minutes,
      })),
    }));
  });

  /** How long each choice would take. */
  readonly measures = $derived.by(() => ({
    template: measure(this.saved?.agenda ?? this.known?.agenda ?? []),
    short: measure(shortAgenda('', (kind) => kind)),
  }));

  /** An activity's name in the board's language. */
  #named(kind: string): string {
    const all = this.#templates.flatMap(({ agenda }) => agenda).flatMap(({ activities }) => activities);
    return all.find((activity) => activity.kind === kind)?.title ?? '';
  }

  setMinutes(meeting: number, activity: number, minutes: number): void {
    const fitting = Math.min(240, Math.max(1, Math.round(minutes)));
    if (Number.isFinite(fitting)) this.#minutes = { ...this.#minutes, [`${this.plan} ${meeting} ${activity}`]: fitting };
  }

  async make(): Promise<CreatedBoard> {
    const chosen = this.departments.filter((one) => one.chosen).map(({ id, name }) => ({ id, name }));
    const said = {
      title: this.title.trim(),
      effect: this.effect.trim(),
      goals: { workshop: this.workshop.trim(), organisation: this.organisation.trim() },
    };
    const { key } = this.host;
    const agenda = this.agenda;
    if (this.saved) {
      const body = { ...said, departments: chosen, agenda };
      return (await call('post', '/api/saved-templates/{id}/boards', { token: key ?? undefined, path: { id: this.saved.id }, body })).body;
    }
    // Before the templates have come, the server knows what is theirs.
    const known = this.known !== undefined;
    return boardCalls.create(key, {
      ...said,
      template: this.template as NewBoard['template'],
      language: this.language,
      ...(known ? { departments: chosen } : {}),
      ...(known || this.plan !== 'template' ? { agenda } : {}),
    });
  }
}
