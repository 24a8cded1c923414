import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { watchAppShell } from './device/app-shell.svelte';
import { appearance } from './appearance.svelte';
import { speech } from './i18n/index.svelte';
import { route } from './routes';
import { SCREENS } from './screens';
import { followTranslator } from './ui/translator';

appearance.show();
followTranslator(document.body);
speech.mark();
// The screen comes while the first words do; what fails here is told where it is shown.
const { screen } = route(location.pathname, location.hash);
if (screen !== 'unknown') SCREENS[screen]().catch(() => {});
watchAppShell();
speech.firstWords().then(
  () => {
    mount(App, { target: document.getElementById('app') as HTMLElement });
    // Nobody has written too much by then. Without it the server says so.
    import('./ui/limited').then(({ keepLimits }) => keepLimits(document)).catch(() => {});
  },
  // Without any words, what index.html brought with it.
  () => document.body.append((document.getElementById('not-loaded') as HTMLTemplateElement).content),
);
