/** Why something is refused, by its code: in English, with places for what it is about. */
export const REFUSALS = {
  over: 'the drill is over',
  'not begun': 'the drill has not begun',
  running: 'the drill is running',
  paused: 'the drill is paused',
  'not yours': '{role} may not {what}',
  unknown: 'there is no {what} {id}',
  taken: '{id} was taken by {by} at {time} UTC',
  delivered: '{id} was delivered by {by} at {time} UTC',
  'left out': '{id} was left out by {by} at {time} UTC',
  stated: '“{id}” was stated by {by} at {time} UTC',
  sent: 'it was sent by {by} at {time} UTC',
  ticked: 'it was ticked by {by} at {time} UTC',
  decided: '{id} was decided by {by} at {time} UTC',
  accepted: 'it was accepted by {by} at {time} UTC',
  'not counted': 'it does not count: {why}',
  'no claim': 'it claims no earlier time',
  'too early': 'it claims {time} UTC, which is before what it answers',
  'own note': 'only who wrote a note corrects it',
  'own observation': 'only who wrote it corrects it',
  'say or rate': 'say what you saw, or rate it',
  'a decision': '{id} is a decision: decide it',
  'say why': 'say why: this decision needs a rationale',
  'wait between': 'wait {seconds} s between two tries',
  'is closed': '{id} is closed',
  'no hint': 'there is no hint at the moment',
  'not ready': 'the cluster is not ready yet',
  'nobody for': 'nobody is there yet for {roles}',
  'own part': 'nobody ends their own part',
  'one already': 'that is one person already',
  'other roles': '{one} and {other} have different roles',
  unsealed: 'the script is unsealed already',
  'not attacked': '{id} has not attacked yet',
  'too fast': 'that was too fast: wait a second',
  'too many tries': 'too many tries: wait a minute',
  'wrong code': 'the code is wrong',
  'seat taken': '{role} is taken by {by}',
  'too many people': 'no more than {most} people take part',
  'not written': 'the log of this drill cannot be written',
  'no account': '{role} has no account in the cluster',
  'no kubeconfig': 'no kubeconfigs are handed out: the cluster is not ready, or it is not the run’s own',
  'no title': 'say in up to 200 letters what it is: ?title=…',
  'no text': 'it is neither text nor a PNG picture',
  'too much evidence': '{most} pieces of evidence are kept, no more',
  'no evidence': '{role} hands in no evidence',
  'too large': 'it is too large',
  'join first': 'join first',
  frozen: 'the board stands still already',
  'not frozen': 'the board does not stand still',
  'long enough': 'it can be prolonged by {most} in all: kubeconfigs end then',
  called: 'the trainer is called already',
  'all open': 'all levels are open',
  'beginning anew': 'the team is beginning anew already',
  'no shell': 'there is no cluster to ask at the moment',
  'own machines': 'learners work on their own machines',
  'nothing left': 'nothing more of the script is due',
  'no table': 'this is no tabletop',
  'nothing sent it': '{id} is nothing that an attack has left: name an alert, a card or a message',
  picked: 'a procedure was picked for it by {by} at {time} UTC',
  'no procedure': 'there is no procedure {id}: there is {known}',
  'no cluster to try': 'commands about {id} cannot be tried, because {why}; say what you do with an action',
  'no command': '{why}',
  'no such thing': 'there is nothing called {what}',
  missing: '{field}: is missing',
  'too long': '{field}: is longer than {most} letters',
  empty: '{field}: is empty',
  'not a name': '{field}: is not a name',
  'not valid': '{field}: is not valid',
} as const;
export type RefusalCode = keyof typeof REFUSALS;
/** What a refusal is about, by the places in its text. */
export type RefusalValues = Readonly<Record<string, string | number>>;

const DE: Readonly<Record<RefusalCode, string>> = {
  over: 'die Übung ist vorbei',
  'not begun': 'die Übung hat noch nicht begonnen',
  running: 'die Übung läuft',
  paused: 'die Übung ist angehalten',
  'not yours': 'das darf {role} nicht',
  unknown: 'das gibt es nicht: {what} {id}',
  taken: '{id} wurde um {time} UTC von {by} quittiert',
  delivered: '{id} wurde um {time} UTC eingespielt: {by}',
  'left out': '{id} wurde um {time} UTC ausgelassen: {by}',
  stated: '„{id}“ wurde um {time} UTC von {by} festgestellt',
  sent: 'es wurde um {time} UTC von {by} gemeldet',
  ticked: 'es wurde um {time} UTC von {by} abgehakt',
  decided: '{id} wurde um {time} UTC von {by} entschieden',
  accepted: 'es wurde um {time} UTC von {by} anerkannt',
  'not counted': 'es zählt nicht: {why}',
  'no claim': 'es nennt keine frühere Zeit',
  'too early': 'es nennt {time} UTC, und das ist vor dem, worauf es antwortet',
  'own note': 'eine Notiz berichtigt nur, wer sie geschrieben hat',
  'own observation': 'das berichtigt nur, wer es geschrieben hat',
  'say or rate': 'sagen Sie, was Sie gesehen haben, oder bewerten Sie es',
  'a decision': '{id} ist eine Entscheidung: entscheiden Sie',
  'say why': 'sagen Sie, warum: Diese Entscheidung braucht eine Begründung',
  'wait between': 'warten Sie noch {seconds} s bis zum nächsten Versuch',
  'is closed': '{id} ist geschlossen',
  'no hint': 'im Moment gibt es keinen Hinweis',
  'not ready': 'der Cluster ist noch nicht bereit',
  'nobody for': 'es ist noch niemand da für {roles}',
  'own part': 'niemand beendet die eigene Teilnahme',
  'one already': 'das ist schon eine Person',
  'other roles': '{one} und {other} haben verschiedene Rollen',
  unsealed: 'das Drehbuch ist schon entsiegelt',
  'not attacked': '{id} hat noch nicht angegriffen',
  'too fast': 'das war zu schnell: warten Sie eine Sekunde',
  'too many tries': 'zu viele Versuche: warten Sie eine Minute',
  'wrong code': 'der Code ist falsch',
  'seat taken': '{role} ist schon {by}',
  'too many people': 'es nehmen höchstens {most} Personen teil',
  'not written': 'das Protokoll dieser Übung lässt sich nicht schreiben',
  'no account': '{role} hat kein Konto im Cluster',
  'no kubeconfig':
    'es werden keine Kubeconfigs ausgegeben: der Cluster ist nicht bereit, oder er gehört nicht zum Lauf',
  'no title': 'sagen Sie in höchstens 200 Zeichen, was es ist',
  'no text': 'es ist weder Text noch ein PNG-Bild',
  'too much evidence': 'es werden höchstens {most} Beweise aufbewahrt',
  'no evidence': '{role} gibt keine Beweise ab',
  'too large': 'es ist zu groß',
  'join first': 'treten Sie erst bei',
  frozen: 'die Anzeige steht schon still',
  'not frozen': 'die Anzeige steht nicht still',
  'long enough': 'verlängert werden kann insgesamt um {most}: dann enden die Kubeconfigs',
  called: 'die Kursleitung ist schon gerufen',
  'all open': 'es sind alle Stufen offen',
  'beginning anew': 'das Team fängt gerade schon neu an',
  'no shell': 'im Moment ist kein Cluster da, der antworten kann',
  'own machines': 'Lernende arbeiten auf eigenen Rechnern',
  'nothing left': 'vom Drehbuch ist nichts mehr fällig',
  'no table': 'das ist keine Planbesprechung am Tisch',
  'nothing sent it': '{id} hat kein Angriff hinterlassen: nennen Sie einen Alarm, eine Karte oder eine Nachricht',
  picked: 'dafür hat {by} um {time} UTC ein Vorgehen gewählt',
  'no procedure': 'ein Vorgehen {id} gibt es nicht: es gibt {known}',
  'no cluster to try':
    'Befehle zu {id} lassen sich nicht ausprobieren, denn {why}; sagen Sie, was Sie tun, mit einer Maßnahme',
  'no command': '{why}',
  'no such thing': 'es gibt nichts, das {what} heißt',
  missing: '{field}: fehlt',
  'too long': '{field}: ist länger als {most} Zeichen',
  empty: '{field}: ist leer',
  'not a name': '{field}: ist kein Name',
  'not valid': '{field}: ist nicht gültig',
};

/** What stands in the places of a text: words of the server, not of people. */
const DE_VALUES: Readonly<Record<string, string>> = {
  alert: 'Alarm',
  name: 'Name',
  text: 'Text',
  answer: 'Antwort',
  rationale: 'Begründung',
  code: 'Code',
  attack: 'Angriff',
  role: 'Rolle',
  participant: 'Person',
  inject: 'Ereignis',
  notification: 'Meldung',
  step: 'Schritt',
  option: 'Möglichkeit',
  question: 'Frage',
  'open question': 'offene Frage',
  evidence: 'Beweis',
  procedure: 'Vorgehen',
  clock: 'die Uhr',
  event: 'ein Ereignis',
  condition: 'eine Bedingung',
  decision: 'eine Entscheidung',
  somebody: 'jemandem',
  aware: 'Kenntnis',
  classified: 'eingestuft',
  material: 'wesentlich',
  'a rule or an integration made it, not a person': 'eine Regel oder Anbindung hat es getan, keine Person',
  'it was made before the alert': 'es geschah vor dem Alarm',
  'it takes an alert of another rule than the one expected': 'es gilt dem Alarm einer anderen Regel als der erwarteten',
  'the alert was acknowledged before': 'der Alarm war schon quittiert',
};

/** Asked of the German texts: a page has no need of the English ones, which the server sends. */
const isCode = (code: unknown): code is RefusalCode => typeof code === 'string' && Object.hasOwn(DE, code);

const filled = (text: string, values: RefusalValues, words: Readonly<Record<string, string>> = {}): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(values[name] ?? '');
    return Object.hasOwn(words, value) ? (words[value] ?? value) : value;
  });

/** Why something is refused, in English. */
export const refusalText = (code: RefusalCode, values: RefusalValues = {}): string => filled(REFUSALS[code], values);

/** A server's refusal in a language, by its tag: as it stands where there are no words for it. */
export function refusalIn(language: string | undefined, {reason, code, values}: Refusal): string {
  if (!language?.toLowerCase().startsWith('de') || !isCode(code)) return String(reason);
  const given = typeof values === 'object' && values !== null ? (values as RefusalValues) : {};
  return filled(DE[code], given, DE_VALUES);
}

/** A refusal as a server sends it: `reason` in English, and by what it can be said in other languages. */
export interface Refusal {
  reason?: unknown;
  code?: unknown;
  values?: unknown;
}
