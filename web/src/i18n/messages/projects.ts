// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/projects';
import { area } from '../area';

export const projects = area<{
  edit: string;
  title: string;
  horizon: string;
  'horizon_this-year': string;
  'horizon_next-years': string;
  'horizon_3-5-years': string;
  owner: string;
  owner_none: string;
  sponsor: string;
  budget: string;
  duration: string;
  measure: string;
  status: string;
  status_planned: string;
  status_running: string;
  status_done: string;
  status_stopped: string;
  competences: string;
  tools: string;
  methods: string;
  one_a_line: string;
  affects: string;
  value: string;
  helps: string;
  strategy: string;
  approvers: string;
}>(words);
