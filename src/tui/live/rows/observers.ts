import {printable} from '../../../lib/text/printable.js';
import {nameIn} from '../../../view/live/told/telling.js';
import {clockTime} from '../../../view/stage-times.js';
import {left} from '../../../view/text.js';
import {type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {attackDetail, attackRows} from './attacks.js';
import {stepsOf} from './known.js';
import {type MachineView, machineSays, seenWords} from './machine.js';
import {title, when, wrapped} from './parts.js';
import {aboutOf, ownRating, type Rating} from './ratings.js';
import {respondDetail} from './respond-detail.js';
import {procedureGroups} from './responders.js';
import type {Group, Row} from './rows.js';
import {injectDetail, scriptGroup} from './script.js';

/** What observers have before them: what is to be rated, the steps that are to be seen, the script, what they wrote. */
export const observeGroups = (context: LiveContext): Group[] => [
  ...objectiveGroups(context),
  {
    ...{title: context.words.attacks.title, note: context.words.attacks.columns},
    ...{rows: attackRows(context), empty: context.words.none},
  },
  ...procedureGroups(context).map(group => ({
    ...group,
    rows: group.rows.map(row => withConfirmation(row, context)),
  })),
  {...scriptGroup(context), title: context.words.script.observed},
  observationGroup(context),
];

function objectiveGroups(context: LiveContext): Group[] {
  const objectives = context.view.opened?.objectives ?? [];
  const {observe} = context.words;
  if (!objectives.length) return [{title: observe.title, note: '', rows: [], empty: observe.none}];
  const says = machineSays(context);
  return objectives.map(({id, text, tasks}) => {
    const items = tasks.length ? tasks.map(task => ({kind: 'task', ...task})) : [{kind: 'objective', id, text}];
    const rated = items.filter(item => ownRating(context, item.kind, item.id)).length;
    return {
      title: `${id} ${printable(text)}`,
      note: observe.rated(rated, items.length),
      rows: [
        ...items.map((item): Row => ({key: `${item.kind}:${item.id}`, line: width => ratedLine(item, context, width)})),
        ...machineRow(id, says.get(id), context),
      ],
      empty: '',
    };
  });
}

/** What the machine would say stands below what is rated, once there is something to go by. */
function machineRow(id: string, says: MachineView | undefined, context: LiveContext): Row[] {
  if (says?.suggestion === undefined) return [];
  const {suggestion, seen} = says;
  const worst = seen.toSorted((a, b) => b.level - a.level).map(one => seenWords(one, context));
  const text = [context.words.observe.suggests(suggestion), ...worst].join(` ${context.symbols.dot} `);
  const line = (width: number): Line => [span(left(text, width, context.symbols.ellipsis), 'muted')];
  return [{key: `machine:${id}`, line}];
}

const SCALE: readonly Rating[] = ['P', 'S', 'M', 'U'];

/** `O1.2 Preserve evidence first   [ P (S) M  U ]`: what is chosen stands in brackets, not in a colour alone. */
function ratedLine(
  {kind, id, text}: {kind: string; id: string; text: string},
  context: LiveContext,
  width: number,
): Line {
  const own = ownRating(context, kind, id)?.rating;
  const scale = SCALE.map(one => (one === own ? `(${one})` : ` ${one} `)).join('');
  return [
    span(`${left(id, 5)} ${left(printable(text), Math.max(1, width - scale.length - 10), context.symbols.ellipsis)} `),
    span(`[${scale}]`, own ? 'plain' : 'muted', own !== undefined),
  ];
}

/** Behind a step stands what an observer has said of it. */
function withConfirmation(row: Row, {view, symbols, words}: LiveContext): Row {
  const id = row.key.slice('step:'.length);
  const seen = view.confirmed.findLast(one => `${one.procedure}/${one.step}` === id);
  if (!seen) return row;
  const mark = seen.done ? `  ${symbols.ok} ${words.observe.seen}` : `  ${symbols.missed} ${words.observe.notSeen}`;
  return {...row, line: width => [...row.line(width - mark.length), span(mark, seen.done ? 'ok' : 'late')]};
}

function observationGroup({view, hello, symbols, words}: LiveContext): Group {
  const own = view.observations.filter(({person}) => person === hello.person);
  return {
    title: words.observe.saw,
    note: own.length ? `${own.length}` : '',
    rows: own.toReversed().map(one => ({
      key: `observation:${one.id}`,
      line: width => {
        const about = [aboutOf(one).id, one.rating].filter(Boolean).join(' ');
        return [
          when(one.t),
          span(left(printable(`${about ? `${about}: ` : ''}${one.text}`), Math.max(1, width - 6), symbols.ellipsis)),
        ];
      },
    })),
    empty: words.observe.nothing,
  };
}

/** Everything about what is selected. */
export function observeDetail({kind, id}: {kind: string; id: string}, context: LiveContext, width: number): Line[] {
  const {view} = context;
  if (kind === 'attack') return attackDetail(id, context, width);
  if (kind === 'inject') return injectDetail(id, context, width);
  if (kind === 'step' && stepsOf(view).length) return respondDetail({kind, id}, context, width);
  if (kind === 'observation') {
    const one = view.observations.find(seen => seen.id === id);
    return one
      ? [title(`${aboutOf(one).id} ${one.rating ?? ''}, ${clockTime(one.t)}`), ...wrapped(one.text, width)]
      : [];
  }
  if (kind === 'machine') return machineDetail(id, context, width);
  if (kind !== 'objective' && kind !== 'task') return respondDetail({kind: '', id: ''}, context, width);
  const words = view.opened?.objectives
    .flatMap(({id: of, text, tasks}) => [{id: of, text}, ...tasks])
    .find(one => one.id === id);
  const all = view.observations.filter(one => aboutOf(one).id === id);
  return [
    title(`${id} ${words?.text ?? ''}`),
    line(
      ` ${SCALE.map((one, place) => `${place + 1} ${one} ${context.words.observe.scale[one]}`)
        .slice(0, 2)
        .join('   ')}`,
      'muted',
    ),
    line(
      ` ${SCALE.map((one, place) => `${place + 1} ${one} ${context.words.observe.scale[one]}`)
        .slice(2)
        .join('   ')}`,
      'muted',
    ),
    ...all.map(
      (one): Line => [span(' '), when(one.t), span(`${nameIn(view, one.person)} ${one.rating ?? ''} ${one.text}`)],
    ),
  ];
}

/** All that the machine saw of an objective, the worst first. */
function machineDetail(id: string, context: LiveContext, width: number): Line[] {
  const {seen = [], suggestion = ''} = machineSays(context).get(id) ?? {};
  const {suggests, machineSaw} = context.words.observe;
  return [
    title(`${id} ${suggests(suggestion)}`),
    ...wrapped(machineSaw, width, 'muted'),
    ...seen
      .toSorted((a, b) => b.level - a.level)
      .flatMap(one => wrapped(`${SCALE[one.level]}  ${seenWords(one, context)}`, width)),
  ];
}
