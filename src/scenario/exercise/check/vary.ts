import {milliseconds} from '../../../lib/duration.js';
import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import type {Inject} from '../script.js';
import {ordersOf, swapped} from '../swap.js';
import {otherTexts, playersTexts} from '../texts.js';
import {listsIn} from '../vary.js';
import {checkDue} from './due.js';
import {unknownName, warning} from './references.js';

/** What is wrong with what varies: lists that no text uses, attacks that cannot trade places, times that come too late. */
export const checkVary = (drill: Drill): Finding[] => [
  ...unusedLists(drill),
  ...checkSwap(drill),
  ...checkJitter(drill),
];

function unusedLists(drill: Drill): Finding[] {
  const answers = drill.questions.flatMap(({answer}) => (answer && 'match' in answer ? [answer.match] : []));
  const texts = [...playersTexts(drill), ...otherTexts(drill)].map(({text}) => text);
  const used = [...texts, ...answers].flatMap(listsIn);
  return Object.keys(drill.vary.names).flatMap(list =>
    used.includes(list) ? [] : [warning(['vary', 'names', list], `no text of this drill says {{ name:${list} }}`)],
  );
}

function checkSwap(drill: Drill): Finding[] {
  const {vary, scenarios, script} = drill;
  const all = vary.swap.flat();
  return vary.swap.flatMap((group, index) => {
    const wrong = group.flatMap((scenario, n) => {
      const path = ['vary', 'swap', index, n];
      const unknown = unknownName(path, 'scenario', scenario, scenarios);
      if (unknown.length) return unknown;
      if (all.filter(other => other === scenario).length > 1)
        return [{path, message: `${scenario} stands in swap twice: it can have one place only`}];
      return startedOnce(scenario, path, script);
    });
    return wrong.length ? wrong : badOrders(group, index, drill);
  });
}

function startedOnce(scenario: string, path: PropertyKey[], script: readonly Inject[]): Finding[] {
  const [inject, second] = script.filter(({attack}) => attack === scenario);
  const hasTrigger = inject && [inject.at, inject.after, inject.when, inject.manual].some(key => key !== undefined);
  if (hasTrigger && !second) return [];
  const why = inject ? 'its inject follows from a decision' : 'no inject starts it';
  return [{path, message: `${scenario} cannot trade places: ${why}`}];
}

/** Orders in which an inject would never be due. One is enough: the drill is sound in the order that its file has. */
function badOrders(group: readonly string[], index: number, drill: Drill): Finding[] {
  if (errorsOf(drill).length) return [];
  for (const order of ordersOf(group)) {
    const [found] = errorsOf({...drill, script: swapped(drill.script, group, order)});
    if (!found) continue;
    const message = `in the order ${order.join(', ')} the script does not work: ${found.message}`;
    return [{path: ['vary', 'swap', index], message}];
  }
  return [];
}

const errorsOf = (drill: Drill): Finding[] => checkDue(drill).filter(({severity}) => severity === undefined);

/** What waits for a time that was moved is moved with it. */
function checkJitter(drill: Drill): Finding[] {
  const jitterMs = milliseconds(drill.vary.jitter);
  if (!jitterMs || drill.pace.length === undefined || errorsOf(drill).length) return [];
  const lastMs = milliseconds(drill.pace.length) - 1000;
  const later = (at: string) => `${Math.max(milliseconds(at), Math.min(milliseconds(at) + jitterMs, lastMs))}ms`;
  const script = drill.script.map(inject => (inject.at === undefined ? inject : {...inject, at: later(inject.at)}));
  return errorsOf({...drill, script}).map(({message}) => ({
    path: ['vary', 'jitter'],
    message: `with this jitter the script may not work: ${message}`,
  }));
}
