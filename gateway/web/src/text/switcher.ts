import { texts } from './texts';

export const switcher = texts(
  {
    'switcher.title': 'Go to',
    'switcher.label': 'Channel or person',
    'switcher.placeholder': 'Where would you like to go?',
    'switcher.channel': 'Channel',
    'switcher.privateChannel': 'Private channel',
    'switcher.group': 'Group message',
    'switcher.notJoined': 'not joined',
    'switcher.empty': 'No channel or person goes by that name.',
    'switcher.searchInstead': 'Search messages for “{query}”',
    'switcher.hint': 'Arrow keys choose, Enter opens, Escape closes.',
  },
  {
    'switcher.title': 'Gehe zu',
    'switcher.label': 'Kanal oder Person',
    'switcher.placeholder': 'Wohin möchten Sie?',
    'switcher.channel': 'Kanal',
    'switcher.privateChannel': 'Privater Kanal',
    'switcher.group': 'Gruppennachricht',
    'switcher.notJoined': 'nicht beigetreten',
    'switcher.empty': 'So heißt kein Kanal und keine Person.',
    'switcher.searchInstead': 'Nachrichten nach „{query}“ durchsuchen',
    'switcher.hint': 'Pfeiltasten wählen, Eingabe öffnet, Escape schließt.',
  },
);
