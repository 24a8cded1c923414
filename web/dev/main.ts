import { mount } from 'svelte';
import '../src/app.css';
import { appearance } from '../src/appearance.svelte';
import { isLanguage, speech } from '../src/i18n/index.svelte';
import Page from './Page.svelte';

const wanted = new URLSearchParams(location.search);
document.documentElement.dataset.theme = wanted.get('theme') ?? 'light';
document.documentElement.dataset.motion = appearance.motion ? 'on' : 'off';
const language = wanted.get('language');
speech.suggest(isLanguage(language) ? language : 'pl');
await speech.ready();
mount(Page, { target: document.getElementById('app')!, props: { wanted } });
