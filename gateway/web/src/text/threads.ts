import { texts } from './texts';

export const threads = texts(
  {
    'threads.title': 'Thread',
    'threads.close': 'Close thread',
    'threads.replies': { one: '{count} reply', other: '{count} replies' },
    'threads.lastToday': 'last today',
    'threads.lastYesterday': 'last yesterday',
    'threads.lastOn': 'last on {day}',
    'threads.lastAt': 'last reply {time}',
    'threads.list': 'Replies',
    'threads.loading': 'Loading replies…',
    'threads.loadFailed': 'The replies could not be loaded. {error}',
    'threads.gone': 'This thread is not here any more: its first message was deleted.',
    'threads.none': 'Nobody has replied yet.',
    'threads.inChannel': 'in {channel}',
  },
  {
    'threads.title': 'Thread',
    'threads.close': 'Thread schließen',
    'threads.replies': { one: '{count} Antwort', other: '{count} Antworten' },
    'threads.lastToday': 'zuletzt heute',
    'threads.lastYesterday': 'zuletzt gestern',
    'threads.lastOn': 'zuletzt am {day}',
    'threads.lastAt': 'letzte Antwort {time}',
    'threads.list': 'Antworten',
    'threads.loading': 'Antworten werden geladen…',
    'threads.loadFailed': 'Die Antworten konnten nicht geladen werden. {error}',
    'threads.gone': 'Diesen Thread gibt es nicht mehr: Seine erste Nachricht wurde gelöscht.',
    'threads.none': 'Noch hat niemand geantwortet.',
    'threads.inChannel': 'in {channel}',
  },
);
