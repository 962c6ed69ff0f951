import type {Condition, MOMENTS} from '../exercise/script.js';
import {instant, spaced, type Trigger} from '../msel/trigger.js';

const STATES: Readonly<Record<(typeof MOMENTS)[number], string>> = {
  attacked: 'begonnen',
  detected: 'erkannt',
  missed: 'übersehen',
  acknowledged: 'quittiert',
  declared: 'ausgerufen',
  contained: 'eingedämmt',
};

/** When an inject is due, in German; nobody reads it back. */
export function dueInGerman({at, after, when, manual, orAt, unless}: Trigger): string {
  const own = () => {
    if (at !== undefined) return `um ${instant(at)}`;
    if (after) {
      const wait = /^0\D/.test(after.delay) ? '' : `${spaced(after.delay)} `;
      return `${wait}nachdem ${after.of ?? 'irgendetwas'} ${STATES[after.event]} ist`;
    }
    if (when) return `wenn ${condition(when)}${when.for === undefined ? '' : ` seit ${spaced(when.for)}`}`;
    return manual ? 'von Hand' : 'nach einer Entscheidung';
  };
  return [
    own(),
    ...(orAt === undefined ? [] : [`spätestens um ${instant(orAt)}`]),
    ...(unless ? [`außer wenn ${condition(unless)}`] : []),
  ].join(', ');
}

function condition(one: Condition): string {
  if ('is' in one) return `${one.of ?? 'irgendetwas'} ${STATES[one.is]} ist`;
  if ('not' in one)
    return one.of === undefined ? `nichts ${STATES[one.not]} ist` : `${one.of} nicht ${STATES[one.not]} ist`;
  if ('answered' in one) return `${one.answered} beantwortet ist`;
  return `${one.decided} entschieden ist${one.as === undefined ? '' : ` (${one.as})`}`;
}
