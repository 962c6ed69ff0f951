import {type Inject, VIA} from '../exercise/script.js';

/** What others call the ways in which an inject comes. */
const METHODS: Readonly<Record<string, Inject['via']>> = {
  ...{
    email: 'mail',
    'e-mail': 'mail',
    'electronic mail': 'mail',
    msg: 'mail',
    written: 'mail',
    letter: 'mail',
    fax: 'mail',
  },
  ...{memo: 'mail', document: 'mail', paper: 'mail'},
  ...{call: 'phone', telephone: 'phone', radio: 'phone', mobile: 'phone', 'cell phone': 'phone'},
  ...{sms: 'chat', text: 'chat', message: 'chat', messenger: 'chat', slack: 'chat', teams: 'chat'},
  ...{
    verbal: 'in person',
    'in-person': 'in person',
    'face to face': 'in person',
    oral: 'in person',
    spoken: 'in person',
  },
  ...{simulation: 'ticket', sim: 'ticket', simulated: 'ticket'},
  ...{press: 'news', media: 'news', 'social media': 'news', tv: 'news'},
};

/** What others call the kinds of injects. */
const KINDS: Readonly<Record<string, Inject['kind']>> = {
  ...{standard: 'informational', normal: 'informational', scheduled: 'informational', planned: 'informational'},
  ...{
    primary: 'informational',
    information: 'informational',
    administrative: 'informational',
    informational: 'informational',
  },
  ...{contextual: 'informational', operational: 'informational', 'expected action': 'informational'},
  ...{contingency: 'contingency', contingent: 'contingency', backup: 'contingency', alternate: 'contingency'},
  ...{fallback: 'contingency', reserve: 'contingency', complexity: 'contingency', escalation: 'contingency'},
  ...{adaptive: 'adaptive', branch: 'adaptive', branching: 'adaptive', conditional: 'adaptive', decision: 'adaptive'},
  ...{maintenance: 'maintenance'},
};

const plain = (cell: string): string => cell.trim().toLowerCase();
const lookedUp = <T>(known: Readonly<Record<string, T>>, cell: string): T | undefined =>
  Object.hasOwn(known, plain(cell)) ? known[plain(cell)] : undefined;

/** The way in which an inject comes; undefined where the cell means none. */
export const methodOf = (cell: string): Inject['via'] | undefined =>
  VIA.find(via => via === plain(cell)) ?? lookedUp(METHODS, cell);

/** The kind of an inject; undefined where the cell means none. */
export const kindOf = (cell: string): Inject['kind'] | undefined => lookedUp(KINDS, cell);

/** `I1, I2; I3` as a list. */
export const listOf = (cell: string): string[] =>
  cell
    .split(/[,;\n]/)
    .map(part => part.trim())
    .filter(part => part !== '');

/** An id of an inject: what the cell has, where it can be one, and numbers after an I. */
export function injectId(cell: string, line: number): string {
  const text = cell
    .trim()
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 19);
  if (/^[A-Za-z]/.test(text)) return text;
  return text === '' ? `I${line - 1}` : `I${text}`;
}
