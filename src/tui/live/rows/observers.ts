import {printable} from '../../../lib/text/printable.js';
import {nameIn} from '../../../view/live/words.js';
import {clockTime} from '../../../view/stage-times.js';
import {left} from '../../../view/text.js';
import {type Line, line, span} from '../../text/line.js';
import type {LiveContext} from '../context.js';
import {attackColumns, attackDetail, attackRows} from './attacks.js';
import {stepsOf} from './known.js';
import {title, when, wrapped} from './parts.js';
import {aboutOf, ownRating, RATED, type Rating} from './ratings.js';
import {respondDetail} from './respond-detail.js';
import {procedureGroups} from './responders.js';
import type {Group, Row} from './rows.js';
import {injectDetail, scriptGroup} from './script.js';

/** What observers have before them: what is to be rated, the steps that are to be seen, the script, what they wrote. */
export const observeGroups = (context: LiveContext): Group[] => [
  ...objectiveGroups(context),
  {title: 'ATTACKS', note: attackColumns, rows: attackRows(context), empty: 'none yet'},
  ...procedureGroups(context).map(group => ({
    ...group,
    rows: group.rows.map(row => withConfirmation(row, context)),
  })),
  {...scriptGroup(context), title: 'SCRIPT'},
  observationGroup(context),
];

function objectiveGroups(context: LiveContext): Group[] {
  const objectives = context.view.opened?.objectives ?? [];
  if (!objectives.length)
    return [{title: 'OBJECTIVES', note: '', rows: [], empty: 'this drill has none: n writes down what you see'}];
  return objectives.map(({id, text, tasks}) => {
    const items = tasks.length ? tasks.map(task => ({kind: 'task', ...task})) : [{kind: 'objective', id, text}];
    const rated = items.filter(item => ownRating(context, item.kind, item.id)).length;
    return {
      title: `${id} ${printable(text)}`,
      note: `rated ${rated} of ${items.length}`,
      rows: items.map(
        (item): Row => ({key: `${item.kind}:${item.id}`, line: width => ratedLine(item, context, width)}),
      ),
      empty: '',
    };
  });
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
function withConfirmation(row: Row, {view, symbols}: LiveContext): Row {
  const id = row.key.slice('step:'.length);
  const seen = view.confirmed.findLast(one => `${one.procedure}/${one.step}` === id);
  if (!seen) return row;
  const mark = seen.done ? `  ${symbols.ok} seen` : `  ${symbols.missed} not seen`;
  return {...row, line: width => [...row.line(width - mark.length), span(mark, seen.done ? 'ok' : 'late')]};
}

function observationGroup({view, hello, symbols}: LiveContext): Group {
  const own = view.observations.filter(({person}) => person === hello.person);
  return {
    title: 'WHAT YOU SAW',
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
    empty: 'nothing yet',
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
  if (kind !== 'objective' && kind !== 'task') return respondDetail({kind: '', id: ''}, context, width);
  const words = view.opened?.objectives
    .flatMap(({id: of, text, tasks}) => [{id: of, text}, ...tasks])
    .find(one => one.id === id);
  const all = view.observations.filter(one => aboutOf(one).id === id);
  return [
    title(`${id} ${words?.text ?? ''}`),
    line(
      ` ${SCALE.map((one, place) => `${place + 1} ${one} ${RATED[one]}`)
        .slice(0, 2)
        .join('   ')}`,
      'muted',
    ),
    line(
      ` ${SCALE.map((one, place) => `${place + 1} ${one} ${RATED[one]}`)
        .slice(2)
        .join('   ')}`,
      'muted',
    ),
    ...all.map(
      (one): Line => [span(' '), when(one.t), span(`${nameIn(view, one.person)} ${one.rating ?? ''} ${one.text}`)],
    ),
  ];
}
