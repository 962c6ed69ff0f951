/** What stands on the screen of a tabletop at one keyboard. */
export interface TableWords {
  next: string;
  nothingNext: string;
  opening: (mark: string) => string[];
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
  help: 'Tippen Sie eines davon; ROLLE: davor sagt, wer es tut',
  refused: 'nicht getan:',
};

/** In a language by its tag, else in English. */
export const tableWords = (language: string): TableWords => (language.startsWith('de') ? de : en);
