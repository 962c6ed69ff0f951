import type {Limits} from '../../tabletop/paper/attack.js';

/** What came of a table, in numbers. */
export interface TableCounts {
  found: number;
  laid: number;
  inVain: number;
  written: number;
  picked: number;
  contained: number;
  attacks: number;
  decided: number;
  notices: number;
}

/** What stands on the screen of a tabletop at one keyboard, and below it at the end. */
export interface TableWords {
  next: string;
  nothingNext: string;
  opening: (mark: string) => string[];
  /** Where a table goes on that was killed: its time, and what lies on it. */
  takenUp: (time: string, found: readonly string[], isWaiting: boolean) => string[];
  help: string;
  refused: string;
  /** On what the evidence was recorded. */
  recordedOn: (clusters: string, isSimulated: boolean) => string;
  noCard: (card: string) => string;
  /** What the cluster of what-if could not play of an attack, and what it cannot answer. */
  limits: (limits: Limits) => string[];
  /** What is wrong with a line. */
  write: (usage: string) => string;
  nobody: (name: string, people: string) => string;
  mayBe: (typed: string, verbs: readonly string[]) => string;
  noVerb: (typed: string, near: string | undefined, verbs: string) => string;
  result: {
    head: (title: string, length: string, mark: string) => string;
    counts: (counts: TableCounts) => string[];
    response: (total: number) => string;
    gate: (name: string, held: boolean, detail: string) => string;
  };
}

const behind = (detail: string): string => (detail ? ` (${detail})` : '');

const en: TableWords = {
  next: 'next:',
  nothingNext: 'next: nothing more is due; `end` ends the drill',
  opening: mark => [
    `DRILL · ${mark}. No cluster is touched.`,
    'Read out what is printed, ask what the team does, and type it. `next` goes on, `help` shows everything, `end` ends.',
  ],
  takenUp: (time, found, isWaiting) => [
    `Taken up at ${time} of the drill, with the same people.${isWaiting ? '' : ' The clock stands: `resume` lets it run.'}`,
    found.length
      ? `On the table: ${found.join('; ')}. \`card K1\` shows a card again.`
      : 'Nothing lies on the table yet.',
  ],
  help: 'Type one of these; ROLE: before it says who does it',
  refused: 'not done:',
  recordedOn: (clusters, isSimulated) => `${isSimulated ? 'simulated · ' : ''}recorded on ${clusters}`,
  noCard: card => `there is no card ${card}`,
  limits: ({why, leftOut, unanswered}) => [
    ...(why === undefined ? [] : [`--what-if: not played, because ${why}. Answer it with \`act\`.`]),
    ...(leftOut.length ? [`--what-if: played without what was done on a node: ${leftOut.join(', ')}.`] : []),
    ...unanswered.map(check => `--what-if: no simulated cluster can answer this, so say it with \`act\`: ${check}`),
  ],
  write: usage => `write: ${usage}`,
  nobody: (name, people) => `nobody is called ${name}: ${people}`,
  mayBe: (typed, verbs) => `${typed} may be ${verbs.join(' or ')}`,
  noVerb: (typed, near, verbs) =>
    `there is no ${typed}: ${near === undefined ? `there is ${verbs}` : `did you mean ${near}?`}`,
  result: {
    head: (title, length, mark) => `${title}: a tabletop of ${length} · DRILL · ${mark}`,
    counts: of => [
      `${of.found} of ${of.laid} cards found, ${of.inVain} looks in vain`,
      `${of.written} of ${of.picked} procedures picked were the written ones`,
      `${of.contained} of ${of.attacks} attacks contained, ${of.decided} decisions, ${of.notices} notifications`,
    ],
    response: total => `response of people: ${total} of 100`,
    gate: (name, held, detail) => `${held ? 'held' : 'NOT HELD'}: ${name}${behind(detail)}`,
  },
};

const de: TableWords = {
  next: 'Es folgt:',
  nothingNext: 'Es ist nichts mehr fällig; `end` beendet die Übung',
  opening: mark => [
    `ÜBUNG · ${mark}. Kein Cluster wird berührt.`,
    'Lesen Sie vor, was hier steht, fragen Sie, was das Team tut, und tippen Sie es. `next` geht weiter, `help` zeigt alles, `end` beendet.',
  ],
  takenUp: (time, found, isWaiting) => [
    `Die Übung geht bei ${time} weiter, mit denselben Leuten.${isWaiting ? '' : ' Die Uhr steht: `resume` lässt sie laufen.'}`,
    found.length
      ? `Auf dem Tisch: ${found.join('; ')}. \`card K1\` zeigt eine Karte noch einmal.`
      : 'Auf dem Tisch liegt noch nichts.',
  ],
  help: 'Tippen Sie eines davon; ROLLE: davor sagt, wer es tut',
  refused: 'nicht getan:',
  recordedOn: (clusters, isSimulated) => `${isSimulated ? 'simuliert · ' : ''}aufgezeichnet auf ${clusters}`,
  noCard: card => `eine Karte ${card} gibt es nicht`,
  limits: ({why, leftOut, unanswered}) => [
    ...(why === undefined ? [] : [`--what-if: nicht gespielt, weil: ${why}. Antworten Sie mit \`act\`.`]),
    ...(leftOut.length ? [`--what-if: gespielt ohne das, was auf einem Node geschah: ${leftOut.join(', ')}.`] : []),
    ...unanswered.map(
      check => `--what-if: das kann kein simulierter Cluster beantworten, sagen Sie es mit \`act\`: ${check}`,
    ),
  ],
  write: usage => `schreiben Sie: ${usage}`,
  nobody: (name, people) => `niemand heißt ${name}: ${people}`,
  mayBe: (typed, verbs) => `${typed} kann ${verbs.join(' oder ')} heißen`,
  noVerb: (typed, near, verbs) =>
    `${typed} gibt es nicht: ${near === undefined ? `es gibt ${verbs}` : `meinten Sie ${near}?`}`,
  result: {
    head: (title, length, mark) => `${title}: ein Planspiel von ${length} · ÜBUNG · ${mark}`,
    counts: of => [
      `${of.found} von ${of.laid} Karten gefunden, ${of.inVain}-mal vergeblich nachgesehen`,
      `${of.written} von ${of.picked} gewählten Verfahren waren die dafür geschriebenen`,
      `${of.contained} von ${of.attacks} Angriffen eingedämmt, ${of.decided} Entscheidungen, ${of.notices} Meldungen`,
    ],
    response: total => `Reaktion der Menschen: ${total} von 100`,
    gate: (name, held, detail) => `${held ? 'gehalten' : 'NICHT GEHALTEN'}: ${name}${behind(detail)}`,
  },
};

/** In a language by its tag, else in English. */
export const tableWords = (language: string): TableWords => (language.startsWith('de') ? de : en);
