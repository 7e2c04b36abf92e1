import { texts } from './texts';

export const threads = texts(
  {
    'threads.title': 'Thread',
    'threads.close': 'Close thread',
    'threads.replies': { one: '{count} reply', other: '{count} replies' },
    'threads.last': 'last {day}',
    'threads.lastAt': 'last reply {time}',
    'threads.open': { one: '{count} reply, {last}. Open thread', other: '{count} replies, {last}. Open thread' },
    'threads.list': 'Replies',
    'threads.loading': 'Loading replies…',
    'threads.loadFailed': 'The replies could not be loaded: {error}. Check your connection, then try again.',
    'threads.gone': 'This thread is not here any more: its first message was deleted.',
    'threads.none': 'Nobody has replied yet.',
    'threads.inChannel': 'in {channel}',
    'threads.newReplies': { one: '{count} new reply', other: '{count} new replies' },
  },
  {
    'threads.title': 'Thread',
    'threads.close': 'Thread schließen',
    'threads.replies': { one: '{count} Antwort', other: '{count} Antworten' },
    'threads.last': 'letzte {day}',
    'threads.lastAt': 'letzte Antwort {time}',
    'threads.open': { one: '{count} Antwort, {last}. Thread öffnen', other: '{count} Antworten, {last}. Thread öffnen' },
    'threads.list': 'Antworten',
    'threads.loading': 'Antworten werden geladen…',
    'threads.loadFailed': 'Die Antworten konnten nicht geladen werden: {error}. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
    'threads.gone': 'Diesen Thread gibt es nicht mehr: Seine erste Nachricht wurde gelöscht.',
    'threads.none': 'Noch hat niemand geantwortet.',
    'threads.inChannel': 'in {channel}',
    'threads.newReplies': { one: '{count} neue Antwort', other: '{count} neue Antworten' },
  },
);
