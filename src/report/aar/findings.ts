import {formatDuration} from '../../lib/duration.js';
import {decisionsOf} from '../../response/exercise/decisions.js';
import {noticesOf} from '../../response/exercise/notices.js';
import {pickedFor} from '../../response/exercise/picked.js';
import {type ResponseMeasures, responseOf} from '../../response/measures.js';
import {followedSteps} from '../../response/procedure.js';
import {containmentText, evidenceText, harmText, measureText} from '../../response/words.js';
import {WEIGHTS} from '../../score/card.js';
import {acknowledgeSla} from '../../score/response-shares.js';
import {fixesFirst} from '../../view/fixes.js';
import type {ScenarioView} from '../../view/view.js';
import type {Played} from './people.js';

/** Something that went well, or did not: what it was, what to do about it, and how that is tried again. */
export interface Finding {
  isGood: boolean;
  /** What it is about. */
  area: string;
  text: string;
  /** What to change; absent for what went well. */
  action?: string;
  /** A command that shows whether it has changed. */
  retest: string;
  /** How grave it is, or how remarkable. */
  weight: number;
}

/** Everything that the machine found, the gravest first. */
export function findingsOf(view: Played): Finding[] {
  const found = [
    ...detection(view),
    ...responseOf(view).flatMap(measures => ofAttack(measures, view)),
    ...decisions(view),
    ...notices(view),
  ];
  return found.toSorted((a, b) => b.weight - a.weight);
}

/** A word as a shell takes it. */
const word = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const again = (id: string): string => `kubedrill run ${word(id)} --respond`;
const live = ({started, exercise}: Played): string =>
  `kubedrill ${exercise.live.opened?.kind ?? 'live'} ${word(started?.drill.id ?? 'core')}`;

function detection(view: Played): Finding[] {
  const bad = fixesFirst(view, Number.POSITIVE_INFINITY).map(({scenario, title, cause, change}) => ({
    ...{isGood: false, area: `detection: ${title}`, text: cause, action: change},
    ...{retest: `kubedrill run ${word(scenario)}`, weight: 4 * weightOf(view, scenario)},
  }));
  const good = view.scenarios
    .filter(({verdict}) => verdict === 'detected' || verdict === 'prevented')
    .map(({plan, verdict}) => ({
      ...{isGood: true, area: `detection: ${plan.title}`, text: `${plan.title} was ${verdict}`},
      ...{retest: `kubedrill run ${word(plan.id)}`, weight: WEIGHTS[plan.severity]},
    }));
  // Around a table it was recorded: that it went well then is no strength of those who sat there.
  return view.exercise.live.opened?.kind === 'tabletop' ? bad : [...bad, ...good];
}

const weightOf = ({scenarios}: Played, id: string): number => {
  const severity = scenarios.find(({plan}) => plan.id === id)?.plan.severity;
  return severity ? WEIGHTS[severity] : 1;
};

function ofAttack(measures: ResponseMeasures, view: Played): Finding[] {
  const {plan} = measures.scenario;
  const base = {retest: again(plan.id)};
  const weight = WEIGHTS[plan.severity];
  const say = (isGood: boolean, topic: string, text: string, times: number, action?: string): Finding => ({
    ...{...base, isGood, area: `${topic}: ${plan.title}`, text: `${plan.title}: ${text}`, weight: times * weight},
    ...(action !== undefined && {action}),
  });
  return [
    ...acknowledged(measures, say),
    ...contained(measures, say),
    ...measures.harm
      .filter(({downMs}) => downMs > 0)
      .map(one => say(false, 'harm', harmText(one), 3, 'look at what belongs to others before you delete or scale')),
    ...measures.evidence.flatMap(one =>
      one.state === 'lost'
        ? [say(false, 'evidence', evidenceText(one), 3, 'read and save an object before you delete it')]
        : one.state === 'kept'
          ? [say(true, 'evidence', evidenceText(one), 2)]
          : [],
    ),
    ...skipped(measures, view, say),
  ];
}

type Say = (isGood: boolean, topic: string, text: string, times: number, action?: string) => Finding;

function acknowledged(measures: ResponseMeasures, say: Say): Finding[] {
  const {acknowledge} = measures;
  if (!acknowledge) return [];
  const sla = acknowledgeSla(measures);
  const text = `acknowledged ${measureText(acknowledge)} after the alert, of ${formatDuration(sla)}`;
  if ('ms' in acknowledge && acknowledge.ms <= sla) return [say(true, 'alerts', text, 2)];
  const late = 'ms' in acknowledge ? text : `nobody acknowledged it in ${formatDuration(acknowledge.beyondMs)}`;
  return [say(false, 'alerts', late, 3, 'find out why nobody took the alert in time, and who takes it next time')];
}

function contained(measures: ResponseMeasures, say: Say): Finding[] {
  const {containment, open} = measures;
  if (containment === 'in time') return [say(true, 'containment', `contained, ${containmentText(measures)}`, 3)];
  if (containment !== 'late' && containment !== 'not contained') return [];
  const what = open.map(({check}) => check).join('; ');
  const text = `${containment === 'late' ? 'contained late' : 'not contained'}, ${containmentText(measures)}`;
  const action = what ? `practise until this holds: ${what}` : 'practise until it holds in time';
  return [say(false, 'containment', text, 4, action)];
}

function skipped({scenario}: ResponseMeasures, view: Played, say: Say): Finding[] {
  const steps = followedSteps(scenario, view);
  const missing = steps.filter(({state}) => state === 'not seen').map(({step}) => step.text);
  const mixed = steps.filter(({outOfOrder}) => outOfOrder).map(({step}) => step.text);
  const title = scenario.asked?.procedure?.title ?? '';
  return [
    ...picking(scenario, view, say),
    ...missing.map(text => say(false, 'procedure', `${title}, not done: ${text}`, 1, text)),
    ...mixed.map(text => say(false, 'procedure', `${title}, out of order: ${text}`, 1, `do this first: ${text}`)),
  ];
}

/** Around a table: whether people found the procedure that was written for an attack. */
function picking(scenario: ScenarioView, view: Played, say: Say): Finding[] {
  const picked = pickedFor(scenario, view);
  const {id = '', title = ''} = scenario.asked?.procedure ?? {};
  if (picked === undefined) return [];
  if (picked === 'written') return [say(true, 'procedure', `picked before anybody acted: ${title}`, 1)];
  const text =
    picked === 'late' ? 'picked after somebody had acted' : picked === 'none' ? 'not picked' : 'another one was picked';
  return [say(false, 'procedure', `${text}: ${title}`, 2, `make known that ${id} is there, and when it is picked`)];
}

function decisions(view: Played): Finding[] {
  return decisionsOf(view).flatMap(({question, state}): Finding[] => {
    const base = {area: `decision ${question.id}`, retest: live(view), weight: 6};
    if (state === 'in time') return [{...base, isGood: true, text: `decided in time: ${question.text}`}];
    if (state === 'open') return [];
    const action = 'settle who decides it, and by when';
    return [{...base, isGood: false, text: `${state}: ${question.text}`, action}];
  });
}

function notices(view: Played): Finding[] {
  return noticesOf(view).flatMap(({asked, state, sent, starts}): Finding[] => {
    const base = {area: `notification ${asked.id}`, retest: live(view), weight: 8};
    if (state === 'in time') return [{...base, isGood: true, text: `${asked.title}: sent in time, complete`}];
    if (state === 'open') return [];
    const missing = sent?.missing.length ? `, without ${sent.missing.join(', ')}` : '';
    const action =
      state === 'not started'
        ? `know what starts its clock${starts === undefined ? '' : ` (${starts})`}, and state it`
        : state === 'incomplete'
          ? `have a template with every field: ${asked.fields.join(', ')}`
          : 'send it while its time runs, also when not all is known';
    return [{...base, isGood: false, text: `${asked.title}: ${state}${missing}`, action}];
  });
}
