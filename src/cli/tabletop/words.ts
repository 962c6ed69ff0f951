/** What stands on the screen of a tabletop at one keyboard. */
export interface TableWords {
  next: string;
  nothingNext: string;
  opening: (mark: string) => string[];
  /** Where a table goes on that was killed: its time, and what lies on it. */
  takenUp: (time: string, found: readonly string[], isWaiting: boolean) => string[];
  help: string;
  refused: string;
}

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
};

/** In a language by its tag, else in English. */
export const tableWords = (language: string): TableWords => (language.startsWith('de') ? de : en);
