// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/facilitator-charter';
import { area, type Value } from '../area';

export const facilitatorCharter = area<{
  title: string;
  explain: string;
  purpose: string;
  goal_this_year: string;
  goal_3_5_years: string;
  strategy: string;
  principles: string;
  reports_to: string;
  reports_functionally_to: string;
  accepted_by: string;
  accepted_help: string;
  rule: (values: { one: Value; other: Value }) => string;
  must_work_with: string;
  may_work_with: string;
  centre: string;
  centre_profit: string;
  centre_cost: string;
  none: string;
}>(words, import.meta.url);
