import type {Lab} from '../../lab/load.js';
import {TRACKS} from '../../lab/schema.js';
import type {Attack, Checked} from '../../lab/verdict.js';
import {type STAGE_LABEL, shortTime, stageOf, stagesOf} from '../../view/stage-times.js';
import {type Symbols, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {wrapWords} from '../../view/text.js';

/** How wide the board is, and with which marks. */
export interface BoardOptions {
  symbols: Symbols;
  width: number;
}

const STAGE_WORD = {
  executed: 'carried out',
  audited: 'audited',
  collected: 'collected',
  alerted: 'alerted',
  acknowledged: 'acknowledged',
  contained: 'contained',
} as const satisfies Record<keyof typeof STAGE_LABEL, string>;

/** What a check found, for a terminal: each attack's chain with the broken link, its twin, and what comes next. */
export function boardLines(lab: Lab, checked: Checked, options: BoardOptions): string[] {
  const {symbols, width} = options;
  const limits = checked.limits.flatMap(({text, why}) => [
    ...hanging(`${symbols.missed} over the limit: ${text}`, 2, width),
    ...hanging(why, 4, width),
  ]);
  return [
    `${lab.title} ${symbols.dot} ${TRACKS[lab.track]}`,
    '',
    ...checked.attacks.flatMap(attack => [...attackLines(attack, options), '']),
    ...(limits.length ? [...limits, ''] : []),
    ...responseLines(checked, options),
    ...endLines(lab, checked, options),
  ];
}

function attackLines(attack: Attack, {symbols, width}: BoardOptions): string[] {
  const {scenario, ending, why, change, falseAlarms} = attack;
  const word = ending ? `${verdictSymbol(symbols, ending)} ${verdictWord(ending)}` : `${symbols.none} no verdict`;
  return [
    `  ${scenario.plan.title} (${scenario.plan.id}): ${word}`,
    `  ${chainOf(attack, symbols)}`,
    ...(why === undefined ? [] : hanging(`why: ${why}`, 4, width)),
    ...(change === undefined ? [] : hanging(`change: ${change}`, 4, width)),
    falseAlarms.length
      ? `  ${symbols.missed} its harmless twin set off ${falseAlarms.join(', ')}`
      : `  ${symbols.ok} its harmless twin set nothing off`,
  ];
}

/** What the commands of the response did, what is open still, and whom they harmed. */
function responseLines({outcomes, open, harm}: Checked, {symbols, width}: BoardOptions): string[] {
  if (!outcomes.length && !open.length && !harm.length) return [];
  return [
    ...outcomes.flatMap(({line, ok, text}) => [
      ...hanging(`${ok ? symbols.ok : symbols.missed} ${line.trim()}`, 2, width),
      ...(ok ? [] : hanging(text, 4, width)),
    ]),
    ...open.flatMap(text => hanging(`${symbols.missed} still open: ${text}`, 2, width)),
    ...harm.flatMap(text => hanging(`${symbols.missed} harmed: ${text}`, 2, width)),
    ...(open.length || harm.length ? [] : [`  ${symbols.ok} contained, and nobody else was harmed`]),
    '',
  ];
}

/** `carried out ✔ → audited ✖ → alerted –`: the chain, with each link's mark. */
function chainOf({scenario, at}: Attack, symbols: Symbols): string {
  const links = stagesOf([scenario]).filter(stage => stage !== 'contained');
  const broken = (links as readonly unknown[]).indexOf(at);
  return links
    .map((stage, index) => {
      const known = stageOf(scenario, stage);
      if (broken >= 0 && index > broken) return `${STAGE_WORD[stage]} ${symbols.none}`;
      if (known?.state === 'late')
        return `${STAGE_WORD[stage]} ${symbols.late} late ${shortTime(known.latencyMs ?? 0)}`;
      return `${STAGE_WORD[stage]} ${index === broken ? `${symbols.missed} BROKEN` : symbols.ok}`;
    })
    .join(` ${symbols.arrow} `);
}

function endLines(lab: Lab, checked: Checked, {symbols, width}: BoardOptions): string[] {
  if (checked.solved)
    return [
      `${symbols.ok} SOLVED`,
      ...hanging(lab.solution.trim(), 2, width),
      '',
      'next: `kubedrill lab list` shows what else there is',
    ];
  return [
    `${symbols.missed} NOT SOLVED ${symbols.dot} change ${lab.edit.join(', ')} and check again`,
    'stuck? `kubedrill lab hint` gives one of three hints',
  ];
}

const hanging = (text: string, by: number, width: number): string[] =>
  wrapWords(text, Math.max(20, width - by)).map(line => ' '.repeat(by) + line);
