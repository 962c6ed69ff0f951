import type {Deck} from './load.js';
import type {Card} from './schema.js';

/**
 * Cards in the language of a drill: the words that kubedrill puts around evidence. What was recorded stays as it was, such
 * as events, objects and names of rules.
 */
export function spokenDeck(deck: Deck, language: string): Deck {
  if (!language.startsWith('de')) return deck;
  return new Map([...deck].map(([id, file]) => [id, {...file, cards: file.cards.map(inGerman)}]));
}

type Rule = readonly [RegExp, string];

const TITLES: readonly Rule[] = [
  [/^Audit log: /, 'Audit-Log: '],
  [/^Alert: /, 'Alarm: '],
  [/^No alert$/, 'Kein Alarm'],
  [/^Why nothing alerted$/, 'Warum nichts Alarm gab'],
  [/, its (\S+): before and after$/, ', davon $1: vorher und nachher'],
  [/: before and after$/, ': vorher und nachher'],
  [/^What the account may do$/, 'Was das Konto darf'],
  [/^What the owner says$/, 'Was die Zuständigen sagen'],
];

/** Labels of two columns, each eight letters wide at the least. */
const LABELS: Readonly<Record<string, string>> = {
  when: 'wann',
  who: 'wer',
  as: 'als',
  did: 'tat',
  by: 'über',
  from: 'von',
  answer: 'Antwort',
  reason: 'Grund',
  level: 'Stufe',
  source: 'Quelle',
  held: 'gehalten',
  broken: 'gerissen',
  cause: 'Ursache',
  change: 'Abhilfe',
  latency: 'Verzug',
};

const LINES: readonly Rule[] = [
  [/ in the log (.+) after the answer$/, ' im Log $1 nach der Antwort'],
  [/ (\S.*) after the attack$/, ' $1 nach dem Angriff'],
  [/^like this (\d+) times$/, 'so $1-mal'],
  [/^request:$/, 'Anfrage:'],
  [/^before:$/, 'vorher:'],
  [/^after:$/, 'nachher:'],
  [/^changed by this (\S+):$/, 'geändert mit diesem $1:'],
  [/^ {2}the audit log has no body at this level$/, '  das Audit-Log hat auf dieser Stufe keinen Inhalt'],
  [/^ {2}it was there; the audit log has no body of it$/, '  es war da; das Audit-Log hat seinen Inhalt nicht'],
  [/^ {2}otherwise: the audit log does not keep it$/, '  anders: das Audit-Log hebt es nicht auf'],
  [/^Nothing has alerted about this so far\.$/, 'Bisher hat dazu nichts Alarm gegeben.'],
  [/^“(\S+) is ours\.”? ?$/, '„$1 gehört uns.“'],
  [
    /^“That is nobody of ours: there was no valid credential\.”$/,
    '„Das ist niemand von uns: Es gab keinen gültigen Ausweis.“',
  ],
  [/^“That day it did this for us:$/, '„An dem Tag hat es dies für uns getan:'],
  [/^Whatever else it did was none of our doing\.”$/, 'Was es sonst getan hat, war nicht unsere Sache.“'],
  [/^… (\d+) more lines$/, '… $1 weitere Zeilen'],
];

/** What an account may do: its verbs and resources stay, as a role has them. */
const RIGHTS: readonly Rule[] = [
  [/^service account /, 'Dienstkonto '],
  [/, without rights of its own$/, ', ohne eigene Rechte'],
  [/^may /, 'darf '],
  [/ everywhere$/, ' überall'],
];

const inGerman = (card: Card): Card => ({
  ...card,
  title: replaced(card.title, TITLES),
  text: card.text
    .split('\n')
    .map(line => (card.kind === 'rights' ? replaced(line, RIGHTS) : lineInGerman(line)))
    .join('\n'),
});

function lineInGerman(line: string): string {
  const [, label = '', value] = /^([a-z]+) +(\S.*)$/.exec(line) ?? [];
  const own = LABELS[label];
  const spoken = own === undefined || value === undefined ? line : `${own.padEnd(8)} ${value}`;
  return replaced(spoken, LINES);
}

const replaced = (text: string, rules: readonly Rule[]): string =>
  rules.reduce((said, [pattern, instead]) => said.replace(pattern, instead), text);
