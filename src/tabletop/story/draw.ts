import {createHash} from 'node:crypto';
import {stringify} from 'yaml';
import type {Scenario} from '../../scenario/schema.js';
import type {Deck} from '../cards/load.js';
import {CALLS, DILEMMAS} from './pool.js';
import {type Tactic, tacticsOf} from './tactics.js';

/** The acts of a story: what the attacker is after in each, and whether it may be left out. */
const ACTS: readonly {name: string; tactics: readonly Tactic[]; isOptional?: true}[] = [
  {name: 'the way in', tactics: ['initial access', 'execution', 'discovery']},
  {name: 'a foothold', tactics: ['persistence']},
  {name: 'more rights', tactics: ['privilege escalation', 'credential access', 'lateral movement']},
  {name: 'covered tracks', tactics: ['defense evasion'], isOptional: true},
  {name: 'the damage', tactics: ['impact']},
];

/** Nights and days on which it may begin. */
const STARTS = ['Sat 02:10', 'Tue 09:40', 'Fri 16:55', 'Mon 06:20', 'Sun 21:30', 'Thu 12:05'];

/** Draws from lists: the same seed draws the same, whatever was drawn before. */
class Draw {
  constructor(readonly seed: number) {}

  of<T>(what: string, items: readonly T[]): T {
    const number = createHash('sha256').update(`${this.seed} ${what}`).digest().readUInt32BE(0);
    return items[number % items.length] as T;
  }
}

/**
 * Draws a story from the catalogue: one attack for each act, by its ATT&CK tactics, and what people have to deal with in
 * between. Attacks that the cluster refused when they were recorded are no act: there is nothing to contain.
 *
 * @returns a drill's file
 */
export function drawnStory(seed: number, scenarios: readonly Scenario[], deck: Deck): string {
  const draw = new Draw(seed);
  const acts = actsOf(draw, scenarios, deck);
  const dilemma = draw.of('dilemma', DILEMMAS);
  const calls = ['responder', 'commander', 'communications'].map(role =>
    draw.of(
      `call ${role}`,
      CALLS.filter(({to}) => to === role),
    ),
  );
  const asked = acts.find(({id}) => deck.get(id)?.names.actor.startsWith('system:serviceaccount:'));
  return stringify({
    title: `Story ${seed}`,
    description: `Drawn by \`kubedrill tabletop --random --seed ${seed}\`: ${acts.map(({name}) => name).join(', ')}.`,
    scenarios: acts.map(({id}) => id),
    uses: ['tabletop', 'live'],
    gates: [
      {name: 'most of it contained in time', maxNotContained: 1},
      {name: 'little harm', maxHarm: '90s'},
    ],
    ...people(),
    bystanders: [{id: 'shop', replicas: 2}],
    pace: {by: 'facilitator', length: '60m', story: {start: draw.of('start', STARTS), scale: 1}},
    script: [
      ...acts.map(({name, id}, index) => ({
        ...{id: `A${index + 1}`, at: `${1 + index * 9}m`, attack: id, objectives: index ? ['O2'] : ['O1']},
        title: {en: `Act ${index + 1}: ${name}`, de: `${index + 1}. Akt`},
      })),
      ...calls.map(({to, ...call}, index) => ({
        ...{id: `C${index + 1}`, at: `${5 + index * 12}m`, to: [to], ...call, objectives: ['O3']},
      })),
      {id: 'Q', at: '15m', ask: 'D1', title: {en: 'A decision', de: 'Eine Entscheidung'}, objectives: ['O3']},
      ...dilemma.options.map(({leads}, index) => ({
        id: `T${index + 1}`,
        to: ['commander'],
        ...leads,
        objectives: ['O3'],
      })),
      ...(asked
        ? [{id: 'W', at: '24m', ask: 'Q1', title: {en: 'Who was it', de: 'Wer es war'}, objectives: ['O1']}]
        : []),
      ...CLOSING,
    ].sort((a, b) => minutesOf(a) - minutesOf(b)),
    questions: [
      {
        ...{id: 'D1', to: ['commander'], text: dilemma.text, rationale: 'required', within: '5m'},
        choose: dilemma.options.map(({id, text}, index) => ({id, text, leadsTo: [`T${index + 1}`]})),
      },
      ...(asked
        ? [
            {
              ...{id: 'Q1', to: ['responder'], points: 20, answer: {match: `{{ user:${asked.id} }}`}},
              text: {
                en: `Which account was it in act ${acts.indexOf(asked) + 1}? Give its full user name, as the audit log has it.`,
                de: `Welches Konto war es im ${acts.indexOf(asked) + 1}. Akt? Nennen Sie den vollen Benutzernamen aus dem Audit-Log.`,
              },
            },
          ]
        : []),
    ],
    clocks: [
      {
        ...{id: 'nis2-early-warning', starts: {decision: 'aware'}, due: '24h', scale: 120},
        title: {en: 'NIS2: early warning within 24 hours', de: 'NIS2: Frühwarnung binnen 24 Stunden'},
        ...{fields: ['suspected-malicious', 'cross-border'], to: {en: 'the CSIRT', de: 'das CSIRT'}},
      },
    ],
  });
}

/** What comes without a time of its own stands after what has one. */
function minutesOf(inject: object): number {
  const at = 'at' in inject ? String(inject.at) : '';
  return at ? Number.parseInt(at, 10) : Number.POSITIVE_INFINITY;
}

function actsOf(draw: Draw, scenarios: readonly Scenario[], deck: Deck): {name: string; id: string}[] {
  const playable = scenarios.filter(({id}) => ['detected', 'late', 'missed'].includes(deck.get(id)?.verdict ?? ''));
  const taken = new Set<string>();
  return ACTS.flatMap(({name, tactics, isOptional}) => {
    if (isOptional && draw.of(`whether ${name}`, [true, false])) return [];
    const left = playable.filter(one => !taken.has(one.id) && tacticsOf(one).some(tactic => tactics.includes(tactic)));
    if (!left.length) return [];
    const {id} = draw.of(name, left);
    taken.add(id);
    return [{name, id}];
  });
}

const CLOSING = [
  {
    ...{id: 'B1', when: {not: 'declared', for: '12m'}, to: ['commander'], via: 'phone', kind: 'adaptive'},
    from: {en: 'Head of operations', de: 'Betriebsleitung'},
    title: {en: 'Nobody has declared an incident', de: 'Niemand hat einen Vorfall ausgerufen'},
    text: {en: 'Is this an incident or not? Who leads it?', de: 'Ist das ein Vorfall oder nicht? Wer führt?'},
    expect: {en: 'Declares, and names who leads.', de: 'Ruft ihn aus und nennt, wer führt.'},
    objectives: ['O3'],
  },
  {
    ...{id: 'B2', at: '50m', to: ['commander'], via: 'in person'},
    from: {en: 'Head of operations', de: 'Betriebsleitung'},
    title: {en: 'Report to the management', de: 'Bericht an die Leitung'},
    text: {
      en: 'I have two minutes. What happened, where do we stand, what do you need, what comes next?',
      de: 'Ich habe zwei Minuten. Was ist passiert, wo stehen wir, was brauchen Sie, wie geht es weiter?',
    },
    expect: {en: 'Facts before guesses, and one clear request.', de: 'Tatsachen vor Vermutungen, eine klare Bitte.'},
    objectives: ['O3'],
  },
];

/** Who takes part, and what they are to show. */
function people() {
  const role = (id: string, kind: string, en: string, de: string, more: object = {}) => ({
    ...{id, kind, duties: [{en, de}], ...more},
  });
  const task = (id: string, en: string, de: string) => ({id, text: {en, de}});
  return {
    briefing: {
      text: {
        en: 'You are on duty for the platform. The web shop (“shop”) runs on it as well, and has to go on. What you hear is a drill: nothing of it happens anywhere. Say aloud what you think, where you would look, and what you decide.',
        de: 'Sie haben Dienst für die Plattform. Auf ihr läuft auch der Webshop („shop“), und der muss weiterlaufen. Was Sie hören, ist eine Übung: Nichts davon geschieht. Sprechen Sie aus, was Sie denken, wo Sie nachsehen und was Sie entscheiden.',
      },
      rules: [{en: 'Mistakes stay in this room.', de: 'Fehler bleiben in diesem Raum.'}],
    },
    roles: [
      role('facilitator', 'controls', 'Reads out and plays everybody else', 'Liest vor und spielt alle anderen', {
        min: 1,
      }),
      role('commander', 'responds', 'Declares, decides, reports', 'Ruft aus, entscheidet, berichtet', {
        ...{min: 1, max: 1, can: ['declare', 'decide', 'notify'], backup: 'responder'},
      }),
      role('responder', 'responds', 'Looks, and stops the attacker', 'Sieht nach und stoppt den Angreifer', {
        ...{min: 1, can: ['acknowledge', 'contain', 'evidence', 'ask', 'declare'], cluster: 'operator'},
      }),
      role('communications', 'responds', 'Tells who has to know', 'Sagt es denen, die es wissen müssen', {
        ...{can: ['notify'], backup: 'commander'},
      }),
      role('observer', 'observes', 'Watches and rates', 'Beobachtet und bewertet'),
    ],
    objectives: [
      {
        ...{id: 'O1', csf: 'RS.AN', text: {en: 'Find out what happens', de: 'Herausfinden, was geschieht'}},
        tasks: [task('O1.1', 'Look where the evidence is', 'Nachsehen, wo die Spuren sind')],
      },
      {
        ...{id: 'O2', csf: 'RS.MI', text: {en: 'Stop it without harm', de: 'Stoppen, ohne zu schaden'}},
        tasks: [task('O2.1', 'Pick the written procedure', 'Das geschriebene Vorgehen wählen')],
      },
      {
        ...{id: 'O3', csf: 'RS.CO', text: {en: 'Decide and inform', de: 'Entscheiden und informieren'}},
        tasks: [task('O3.1', 'Say what is known and what is not', 'Sagen, was bekannt ist und was nicht')],
      },
    ],
  };
}
