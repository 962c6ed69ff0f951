import {drillEnd, drillTimeAt} from '../../view/live/exercise.js';
import type {ScenarioView} from '../../view/view.js';
import type {Block, Lane, LanePoint, Section} from '../document/document.js';
import {momentsOf, wallMs} from './moments.js';
import {clockText, type Played} from './people.js';

/** When what happened: as swim lanes, as the script was planned and delivered, and as a table. */
export function timeline(view: Played): Section {
  const rows = momentsOf(view).map(({t, who, what}) => [clockText(t), who, what]);
  const {clock} = view.exercise;
  const pauses = clock.filter(({state}) => state === 'paused').map(({t}) => t);
  const end = drillEnd(view.exercise, view.nowMs);
  return {
    title: '4 Timeline',
    blocks: [
      {kind: 'lanes', title: 'What happened when', end, pauses, lanes: lanes(view)},
      {kind: 'lanes', title: 'The script, planned and delivered', end, pauses, lanes: script(view)},
      {kind: 'part', title: 'In words', blocks: [{kind: 'table', head: ['drill time', 'who', 'what'], rows}]},
    ],
  };
}

function lanes(view: Played): Lane[] {
  const at = (ms: number) => drillTimeAt(view.exercise, ms);
  const end = drillEnd(view.exercise, view.nowMs);
  return [
    ...view.scenarios.flatMap(s => [...attackLane(s, at), ...containmentLane(s, at, end), ...harmLane(s, at, end)]),
    ...peopleLanes(view, at),
  ];
}

type At = (ms: number) => number;

function attackLane(s: ScenarioView, at: At): Lane[] {
  const attack = s.requests.filter(({sent}) => sent.purpose === 'attack');
  if (!attack.length) return [];
  const [from, to] = [attack[0]?.sent.ms ?? 0, Math.max(...attack.map(r => r.answered?.ms ?? r.sent.ms))];
  const alerts = s.signals.filter(({stage, counted}) => stage === 'alerted' && counted);
  const answers = s.acknowledgements.filter(({counted}) => counted);
  return [
    {
      label: s.plan.title,
      spans: [{from: at(from), to: at(to), look: 'attack', label: 'attack'}],
      points: [
        ...alerts.map(({ms, alert = ''}): LanePoint => ({t: at(ms), look: 'alert', label: `alert ${alert}`})),
        ...answers.map(
          ({ms, person = 'somebody'}): LanePoint => ({t: at(ms), look: 'person', label: `acknowledged by ${person}`}),
        ),
      ],
    },
  ];
}

/** From the attack on, until all checks held. */
function containmentLane(s: ScenarioView, at: At, end: number): Lane[] {
  const {asked, contained, phases} = s;
  if (!asked) return [];
  const over = phases.findLast(({phase}) => phase === 'respond')?.endMs;
  const from = at(asked.ms);
  const held = contained ? at(contained.ms - contained.holdMs) : undefined;
  const to = Math.min(end, over === undefined ? end : at(over));
  return [
    {
      label: '  containment',
      spans: [
        {from, to: held ?? to, look: 'open', label: 'not contained'},
        ...(held === undefined
          ? []
          : [{from: held, to: Math.max(held, to), look: 'held', label: 'contained'} as const]),
      ],
      points: s.containmentChanges
        .filter(({state}) => state === 'held')
        .map(({ms, check}) => ({t: at(ms), look: 'mark', label: `holds: ${check}`})),
    },
  ];
}

function harmLane(s: ScenarioView, at: At, end: number): Lane[] {
  const spans = s.harm.flatMap((change, i) => {
    if (change.state !== 'harmed') return [];
    const next = s.harm.slice(i + 1).find(({bystander}) => bystander === change.bystander);
    const over = s.phases.findLast(({phase}) => phase === 'respond')?.endMs;
    const to = next ? at(next.ms) : over === undefined ? end : at(over);
    return [{from: at(change.ms), to, look: 'harm', label: `${change.bystander} is down`} as const];
  });
  return spans.length ? [{label: '  harm', spans, points: []}] : [];
}

/** One lane for each person who did something. */
function peopleLanes(view: Played, at: At): Lane[] {
  const {live} = view.exercise;
  return Object.values(live.people).flatMap(({id, name}) => {
    const mine = <E extends {person: string; t: number}>(list: readonly E[], label: (one: E) => string): LanePoint[] =>
      list.filter(({person}) => person === id).map(one => ({t: one.t, look: 'person', label: label(one)}));
    const decided = Object.values(live.questions).flatMap(({decision}) => decision ?? []);
    const answers = Object.values(live.questions).flatMap(question => question.answers);
    const acted = view.scenarios.flatMap(({actions}) => actions).filter(({user}) => user === name);
    const took = view.scenarios.flatMap(s => s.acknowledgements).filter(a => a.person === name && a.counted);
    const points: LanePoint[] = [
      ...took.map(({ms}): LanePoint => ({t: at(ms), look: 'person', label: 'acknowledged'})),
      ...mine(live.declared, one => `declared ${one.incident}`),
      ...mine(live.stated, one => `stated: ${one.what}`),
      ...mine(decided, one => `decided ${one.question}: ${one.choice}`),
      ...mine(answers, one => `answered ${one.question}`),
      ...mine(live.notices, one => `notified: ${one.clock}`),
      ...mine(live.looks, one => `looked at ${one.place}`),
      ...mine(live.actions, one => `did: ${one.what}`),
      ...mine(live.evidence, one => `handed in ${one.id}`),
      ...acted.map(
        ({actedAt, ms, verb, resource, name: object = ''}): LanePoint => ({
          ...{t: at(wallMs(actedAt, view) ?? ms), look: 'mark', label: `${verb} ${resource} ${object}`.trim()},
        }),
      ),
    ];
    return points.length ? [{label: name, spans: [], points}] : [];
  });
}

/** The script is looked at again and again: a delay of this many milliseconds is none. */
const LATE_MS = 1000;

/** Each inject: when it was planned, when it came, or that it did not. */
function script(view: Played): Lane[] {
  const {script: sealed, injects, skipped} = view.exercise.live;
  return (sealed?.injects ?? []).map(({id, title, at: fixed}) => {
    const delivered = injects[id]?.delivered;
    const planned = delivered?.planned ?? fixed;
    const left = skipped[id];
    const isLate = planned !== undefined && delivered !== undefined && delivered.t - planned > LATE_MS;
    return {
      label: `${id} ${title}`,
      spans: isLate ? [{from: planned, to: delivered.t, look: 'open', label: 'later than planned'}] : [],
      points: [
        ...(planned === undefined ? [] : [{t: planned, look: 'mark', label: `planned ${clockText(planned)}`} as const]),
        ...(delivered ? [{t: delivered.t, look: 'alert', label: `delivered ${clockText(delivered.t)}`} as const] : []),
        ...(left ? [{t: left.t, look: 'left out', label: `left out: ${left.reason}`} as const] : []),
      ],
      ...(!delivered && !left && {note: 'not delivered'}),
    };
  });
}

/** The same as a table, for those who read text only. */
export function scriptTable(view: Played): Block {
  const {script: sealed, injects, skipped} = view.exercise.live;
  const rows = (sealed?.injects ?? []).map(({id, title, due, at: fixed}) => {
    const delivered = injects[id]?.delivered;
    const planned = delivered?.planned ?? fixed;
    const left = skipped[id];
    const came = delivered ? clockText(delivered.t) : left ? `left out: ${left.reason}` : 'not delivered';
    return [`${id} ${title}`, due, planned === undefined ? '–' : clockText(planned), came];
  });
  return {kind: 'table', head: ['inject', 'due', 'planned', 'delivered'], rows};
}
