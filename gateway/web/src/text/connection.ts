import { texts } from './texts';

export const connection = texts(
  {
    'connection.connecting': 'Connecting…',
    'connection.offline': 'You are offline. What you write is kept. It is sent if you are back within two minutes; after that you can send it again yourself.',
    'connection.waiting': { one: 'No connection. Trying again in {count} second.', other: 'No connection. Trying again in {count} seconds.' },
    'connection.now': 'Try now',
    'connection.back': 'Connected again.',
    'connection.revoked': 'This sign-in was ended elsewhere.',
    'connection.inactive': 'Your account was switched off. Ask an admin of your team.',
    'connection.refused': 'The server has ended this connection for good (code {code}). Load the page again; if it comes back, tell whoever runs the server.',
    'connection.reload': 'Load again',
    'connection.region': 'Connection',
  },
  {
    'connection.connecting': 'Verbindung wird aufgebaut…',
    'connection.offline': 'Sie sind offline. Was Sie schreiben, bleibt erhalten. Es wird gesendet, wenn die Verbindung binnen zwei Minuten wieder da ist; danach können Sie es selbst erneut senden.',
    'connection.waiting': { one: 'Keine Verbindung. Neuer Versuch in {count} Sekunde.', other: 'Keine Verbindung. Neuer Versuch in {count} Sekunden.' },
    'connection.now': 'Jetzt versuchen',
    'connection.back': 'Wieder verbunden.',
    'connection.revoked': 'Diese Anmeldung wurde anderswo beendet.',
    'connection.inactive': 'Ihr Konto wurde abgeschaltet. Wenden Sie sich an die Verwaltung Ihres Teams.',
    'connection.refused': 'Der Server hat diese Verbindung endgültig beendet (Code {code}). Laden Sie die Seite neu; kommt das wieder, sagen Sie es der Person, die den Server betreibt.',
    'connection.reload': 'Neu laden',
    'connection.region': 'Verbindung',
  },
);
