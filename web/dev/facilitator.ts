import { mount } from 'svelte';
import '../src/app.css';
import Workshop from '../src/facilitator/Workshop.svelte';
import { isLanguage, speech } from '../src/i18n/index.svelte';
import { fake, type Moment } from './fake';
import { FakeStore } from './store';

// http://localhost:5199/dev/facilitator.html?state=collect&notes=40&theme=dark&language=pl
const wanted = new URLSearchParams(location.search);
document.documentElement.dataset.theme = wanted.get('theme') ?? 'light';
document.documentElement.dataset.motion = 'on';
const language = wanted.get('language');
speech.suggest(isLanguage(language) ? language : 'pl');
const invite = { code: 'K7MQ2X', link: 'http://192.168.1.20:8080/join#K7MQ2X', projector: 'http://192.168.1.20:8080/project/made-up#none' };
const store = new FakeStore(fake((wanted.get('state') ?? 'collect') as Moment, Number(wanted.get('notes') ?? '36'), Date.now()));
if (wanted.has('empty')) store.view = { ...store.view, people: new Map(), here: [], projects: [] };
if (wanted.has('over'))
  store.view = {
    ...store.view,
    session: { ...store.view.session, timer: { running: true, ends_at: Date.now() - 130_000, remaining_ms: null } },
  };
if (wanted.has('wall'))
  store.view = {
    ...store.view,
    here: [
      ...store.view.here,
      {
        clientId: 99,
        user: null,
        state: { shows: { scene: wanted.get('wall') || 'fish', stop: 1, of: 6, touring: wanted.has('tour'), width: 1920, height: 1080 } },
      },
    ],
  };
if (wanted.has('locked')) store.view = { ...store.view, session: { ...store.view.session, locked: true } };
await speech.ready();
mount(Workshop, { target: document.getElementById('app')!, props: { store, invite, place: { board: 'made-up', token: 'none' } } });
