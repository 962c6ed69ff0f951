import {formatDuration} from '../../../lib/duration.js';
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
  const texts = view.exercise.live.picked.map(
    ({procedure, about, written, t, person, scenario}) =>
      `${clockText(t)} ${who(view, person)} picked ${procedure} for ${about} (${titleOf(view, scenario)}): ${written ? 'it was written for this' : 'another one was written for this'}`,
  );
  return part('Procedures picked', texts.length ? list(texts) : paragraph('None was picked.'));
}

function actions(view: Played): Block {
  const rows = view.exercise.live.actions.map(({t, person, scenario, how, what, said, held, open, harmed}) => [
    ...[clockText(t), who(view, person), titleOf(view, scenario)],
    `${how === 'tried' ? what : `declared: ${term(en, what)}`}${said === undefined ? '' : ` → ${said}`}`,
    held.join('; ') || 'nothing',
    open.join('; ') || 'nothing',
    harmed.length ? {strong: harmed.join(', ')} : 'nobody',
  ]);
  const head = ['when', 'who', 'about', 'did', 'holds since', 'still open', 'harmed'];
  return part(
    'What people did about it',
    rows.length ? {kind: 'table', head, rows} : paragraph('Nobody did anything about any attack.'),
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
