// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facts';
import { area } from '../area';

export const facts = area<{
  label: string;
  kind: string;
  kind_nps: string;
  kind_satisfaction: string;
  kind_complaints: string;
  kind_cost: string;
  kind_quality: string;
  kind_other: string;
  unit: string;
  source: string;
  department: string;
  values: string;
  day: string;
  value: string;
  start: string;
  newest: string;
  target: string;
  target_date: string;
  ask_notice: string;
  ask_value: string;
  ask_why: string;
  why_product: string;
  why_service: string;
  why_season: string;
  why_customers: string;
  cites: string;
  cites_none: string;
  cites_removed: string;
  more_answers: (n: number | { n: number }) => string;
}>(words, import.meta.url);
