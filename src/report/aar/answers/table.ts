import type {Ground} from '../../../events/words.js';
import {formatDuration} from '../../../lib/duration.js';
import {type Picking, pickedFor} from '../../../response/exercise/picked.js';
import {PICK_SHARES} from '../../../score/response-shares.js';
import {en} from '../../../view/live/told/en.js';
import {term} from '../../../view/live/told/telling.js';
import {type Block, list, paragraph} from '../../document/document.js';
import {clockText, type Played, who} from '../people.js';

/** What only a tabletop has: where people looked, which procedures they picked, and what they said that they do. */
export function tableParts(view: Played): Block[] {
  const {opened} = view.exercise.live;
  return opened?.kind === 'tabletop' ? [looks(view), picked(view), actions(view), sealed(view)] : [];
}

/** On what the evidence was recorded: one text for each run. */
export function recordedTexts({exercise}: Played): string[] {
  return [...new Set(exercise.live.cards.map(({recorded}) => en.recorded(recorded)))];
}

function looks(view: Played): Block {
  const {looks: all, cards} = view.exercise.live;
  const rows = all.map(({place, t, person, card, costMs, roll}) => {
    const found = cards.find(one => one.card === card);
    return [
      ...[clockText(t), who(view, person), term(en, place)],
      found ? `${found.card} ${found.title}` : `nothing; ${formatDuration(costMs)} were gone`,
      roll ? `${roll.die}${roll.bonus ? ` + ${roll.bonus}` : ''} of ${roll.needs}` : '–',
    ];
  });
  const table = {kind: 'table', head: ['when', 'who', 'looked at', 'found', 'dice'], rows} as const;
  return part('Where people looked', rows.length ? table : paragraph('Nobody looked anywhere.'));
}

function picked(view: Played): Block {
  const {picked: all} = view.exercise.live;
  const rows = view.scenarios.flatMap(scenario => {
    const picking = pickedFor(scenario, view);
    const pick = all.find(one => one.scenario === scenario.plan.id);
    if (picking === undefined) return [];
    return [
      [
        ...[
          scenario.plan.title,
          pick ? `${clockText(pick.t)} ${who(view, pick.person)}` : '–',
          pick?.procedure ?? 'none',
        ],
        ...[scenario.asked?.procedure?.id ?? '', PICKED[picking], String(PICK_SHARES[picking])],
      ],
    ];
  });
  const head = ['attack', 'when and who', 'picked', 'written for it', '', 'share'];
  if (!rows.length) return part('Procedures picked', paragraph('No procedure was written for any attack.'));
  return part('Procedures picked', {kind: 'table', head, rows, numeric: [5]});
}

const PICKED: Readonly<Record<Picking, string>> = {
  written: 'the written one, before anybody acted',
  late: 'the written one, after somebody had acted',
  another: 'another one',
  none: 'none',
};

function actions(view: Played): Block {
  const {actions: all} = view.exercise.live;
  const rows = all.map(({t, person, scenario, how, what, on, said, held, open, harmed, grounds = []}) => [
    ...[clockText(t), who(view, person), titleOf(view, scenario)],
    how === 'tried' ? `${what} → ${said}` : `declared: ${[term(en, what), on].filter(Boolean).join(' ')}`,
    held.join('; ') || 'nothing',
    how === 'tried' ? 'by what the cluster said' : groundText(grounds),
    open.join('; ') || 'nothing',
    how === 'declared' ? 'not judged' : harmed.length ? {strong: harmed.join(', ')} : 'nobody',
  ]);
  const head = ['when', 'who', 'about', 'did', 'holds since', 'judged', 'still open', 'harmed'];
  if (!rows.length) return part('What people did about it', paragraph('Nobody did anything about any attack.'));
  const declared = all.some(({how}) => how === 'declared') ? [paragraph(DECLARED)] : [];
  return {kind: 'part', title: 'What people did about it', blocks: [{kind: 'table', head, rows}, ...declared]};
}

/** What words can show, and what they cannot. */
const DECLARED =
  'A declared action was judged by its kind and by what it names: object, namespace or identity. Not judged was whether the ' +
  'cluster would have done it, whether anything brings back what it takes away, and whom it would have harmed; ' +
  'with --what-if commands are really done, and that is seen.';

function groundText(grounds: readonly {check: string; by: Ground}[]): string {
  const by = (ground: Ground) => grounds.filter(one => one.by === ground).map(({check}) => check);
  const [named, kind, another] = [by('name'), by('kind'), by('another')];
  return (
    [
      ...(named.length ? ['by what it names'] : []),
      ...(kind.length ? [`by its kind alone: ${kind.join('; ')}`] : []),
      ...(another.length ? [`it names something else than this is about: ${another.join('; ')}`] : []),
    ].join('; ') || 'it is good for none of the checks that were open'
  );
}

/** Evidence that was there and that nobody found. */
function sealed(view: Played): Block {
  const {laid, cards} = view.exercise.live;
  const open = new Set(cards.map(({of}) => of));
  const left = Object.values(laid).filter(({card}) => !open.has(card));
  const texts = left.map(
    ({scenario, title, answers}) =>
      `${titleOf(view, scenario)}: ${title} (${answers.map(place => term(en, place)).join(', ')})`,
  );
  return part('Evidence that nobody found', texts.length ? list(texts) : paragraph('None: everything was found.'));
}

const titleOf = ({scenarios}: Played, id: string): string =>
  scenarios.find(({plan}) => plan.id === id)?.plan.title ?? id;

const part = (title: string, block: Block): Block => ({kind: 'part', title, blocks: [block]});
