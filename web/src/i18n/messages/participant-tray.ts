// Generated from messages/*.json by `npm run messages`; change the words there.
import words from 'virtual:messages/participant-tray';
import { area, type Value } from '../area';

export const participantTray = area<{
  tray_intro: string;
  tray_added: string;
  tray_edited: string;
  tray_moved: string;
  tray_removed: string;
  tray_changed: string;
  tray_on: (bone: Value | { bone: Value }) => string;
  tray_resend: string;
  tray_resend_all: string;
  tray_discard: string;
  tray_not_now: string;
}>(words, import.meta.url);
