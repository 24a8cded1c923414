import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { appearance } from './appearance.svelte';
import { speech } from './i18n/index.svelte';

appearance.show();
speech.mark();
mount(App, { target: document.getElementById('app') as HTMLElement });
