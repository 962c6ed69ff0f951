import {printable} from '../../../lib/text/printable.js';
import {objectivesOf} from '../../../response/exercise/objectives.js';
import type {Seen} from '../../../response/exercise/suggest.js';
import type {RunView} from '../../../view/view.js';
import type {LiveContext} from '../context.js';

/** What the machine saw that belongs to an objective, and the ratings it would suggest; it never sets one. */
export interface MachineView {
  seen: Seen[];
  /** Such as `S or M`, in the language of the screen. */
  suggestion?: string;
}

/** What the machine has to say of each objective, by its id. */
export function machineSays({run, view, words}: LiveContext): Map<string, MachineView> {
  const all = objectivesOf(settled(run, view));
  return new Map(
    all.map(({objective, seen, suggestion}) => {
      const letters = suggestion?.split(' or ').join(` ${words.observe.or} `);
      return [objective.id, {seen, ...(letters !== undefined && {suggestion: letters})}];
    }),
  );
}

/** As long as people may still contain an attack, or send a notification, nothing is settled about it. */
function settled(run: RunView, view: LiveContext['view']): RunView {
  const {exercise} = run;
  const {opened} = view;
  if (!exercise || !opened || view.clock.state === 'ended') return run;
  const clocks = opened.clocks.filter(({id}) => view.notices.some(({clock}) => clock === id));
  const scenarios = run.scenarios.filter(({contained, cleaned}) => contained || cleaned);
  return {...run, scenarios, exercise: {...exercise, live: {...view, opened: {...opened, clocks}}}};
}

/** One thing that the machine saw, in the language of the screen. */
export const seenWords = ({topic, about, detail, level}: Seen, {words}: LiveContext): string =>
  `${printable(about)}: ${words.observe.machine[topic](detail, level)}`;
