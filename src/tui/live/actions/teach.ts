import type {TeamView} from '../../../view/live/workshop.js';
import type {LiveContext} from '../context.js';
import {
  act,
  ask,
  begun,
  choice,
  doing,
  type LiveAction,
  notOver,
  running,
  type Selected,
  sure,
  text,
} from './action.js';
import {STEER_ACTIONS} from './steer.js';

const teamOf = ({view}: LiveContext, {kind, id}: Selected): TeamView | undefined =>
  kind === 'team' ? view.workshop?.teams[id] : undefined;
/** Who mends labs works on a machine of their own. */
const isHere = ({view}: LiveContext): boolean => view.workshop?.layout !== 'labs';
const isFrozen = ({view}: LiveContext): boolean => view.workshop?.frozenT !== undefined;

/** An action for the selected team. */
const forTeam = (
  action: Pick<LiveAction, 'keys' | 'command' | 'word'>,
  when: (context: LiveContext, team: TeamView) => boolean,
  begin: (team: TeamView, context: LiveContext) => ReturnType<LiveAction['begin']>,
): LiveAction => ({
  ...action,
  when: (context, selected) => {
    const team = teamOf(context, selected);
    return team !== undefined && when(context, team);
  },
  begin: (context, selected) => {
    const team = teamOf(context, selected);
    return team ? begin(team, context) : {why: context.words.nobody};
  },
});

/** What a trainer does as the facilitator of every drill does it. */
const steering = (...words: LiveAction['word'][]): LiveAction[] =>
  STEER_ACTIONS.filter(({word}) => words.includes(word));

/** What a trainer does, in the order of the footer. */
export const TEACH_ACTIONS: readonly LiveAction[] = [
  {
    ...{keys: ['s'], command: 'start', when: ({view}) => view.clock.state === 'waiting'},
    word: 'start',
    begin: ({view, words}) => (view.isReady ? act('start') : {why: words.workshop.notReady}),
  },
  forTeam(
    {keys: ['w'], command: 'helped', word: 'helped'},
    (_, {helpT}) => helpT !== undefined,
    ({id}) => act('helped', {team: id}),
  ),
  forTeam(
    {keys: ['h'], command: 'give-hint', word: 'giveHint'},
    c => begun(c) && isHere(c),
    ({id, name}, {words}) => act('give-hint', {team: id}, words.workshop.hinted(name)),
  ),
  forTeam(
    {keys: ['o'], command: 'move-on', word: 'moveOn'},
    c => running(c) && isHere(c),
    ({id, name}, {words}) => act('move-on', {team: id}, words.workshop.movedOn(name)),
  ),
  forTeam(
    {keys: ['A'], command: 'reset', word: 'reset'},
    c => begun(c) && isHere(c),
    ({id, name}, {words: {workshop}}) =>
      ask(workshop.anew(name), [sure(workshop.anewSure)], () => doing('reset', {team: id}, workshop.begun(name))),
  ),
  {
    ...{keys: ['z'], command: 'freeze', when: context => !isFrozen(context)},
    word: 'freeze',
    begin: () => act('freeze', {frozen: true}),
  },
  {
    ...{keys: ['z'], command: 'freeze', when: isFrozen},
    word: 'thaw',
    isTwin: true,
    begin: () => act('freeze', {frozen: false}),
  },
  {
    ...{keys: ['m'], command: 'message', when: notOver},
    word: 'broadcast',
    begin: (context, selected) => {
      const {workshop, steer, ask: asked} = context.words;
      const team = isHere(context) ? teamOf(context, selected) : undefined;
      const whom = [
        ...(isHere(context) ? ([['', workshop.allTeams]] as const) : []),
        ...(team ? ([[team.id, team.name]] as const) : []),
        ['board', workshop.board] as const,
      ];
      return ask(
        workshop.message,
        [choice('to', steer.toWhom, whom), text('text', asked.say, 4000)],
        ({to = '', text: words}) => doing('message', {to: to ? [to] : [], text: words}, steer.sent),
      );
    },
  },
  ...steering('pause', 'resume'),
  forTeam({keys: ['P'], command: 'award', word: 'award'}, notOver, ({id, name}, {words: {workshop}}) =>
    ask(
      workshop.award(name),
      [{...text('points', workshop.howMany, 5), initial: '10'}, text('reason', workshop.forWhat, 200)],
      ({points, reason}) => doing('award', {team: id, points: Number(points), reason}, workshop.awarded),
    ),
  ),
  {
    ...{keys: ['l'], command: 'prolong', when: context => notOver(context) && isHere(context)},
    word: 'prolong',
    begin: ({words: {workshop}}) =>
      ask(workshop.longer, [{...text('by', workshop.byHowMuch, 20), initial: '10m'}], ({by}) => doing('prolong', {by})),
  },
  {
    ...{keys: ['E'], command: 'end', when: notOver},
    word: 'endWorkshop',
    begin: ({words: {workshop}}) => ask(workshop.end, [sure(workshop.endSure)], () => doing('end')),
  },
  ...steering('finish', 'joins'),
];
