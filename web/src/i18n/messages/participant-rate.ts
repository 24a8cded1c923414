// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-rate';
import { area, type Value } from '../area';

export const participantRate = area<{
  rated: string;
  rate_progress: (values: { n: Value; all: Value }) => string;
  importance: string;
  importance_question: string;
  importance_low: string;
  importance_high: string;
  urgency: string;
  urgency_question: string;
  urgency_low: string;
  urgency_high: string;
  rate_value: (values: { axis: Value; n: Value }) => string;
  previous: string;
  next: string;
  rate_all: string;
  rate_wait: string;
  split_groups: string;
  split_shown: string;
  split_hidden: string;
}>(words, import.meta.url);
