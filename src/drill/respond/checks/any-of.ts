import {type Check, held, notHeld, type Standing, unknown} from '../check.js';

/** One of several things is enough: which of them, is for people to decide. */
export function anyOf(checks: readonly Check[]): Check {
  const look = (signal: AbortSignal) => Promise.all(checks.map(check => check.look(signal)));
  const confirmed = async (check: Check, signal: AbortSignal): Promise<Standing> => {
    const seen = await check.look(signal);
    return seen.state === 'held' && check.confirm ? check.confirm(signal) : seen;
  };
  return {
    name: checks.map(({name}) => name).join(' or '),
    watches: checks.flatMap(({watches = []}) => watches),
    hear: async (onChange, signal) => {
      await Promise.all(checks.map(check => check.hear?.(onChange, signal)));
    },
    before: async signal => {
      for (const check of checks) await check.before?.(signal);
    },
    look: async signal => best(await look(signal)),
    ...(checks.some(({confirm}) => confirm) && {
      confirm: async (signal: AbortSignal) => best(await Promise.all(checks.map(check => confirmed(check, signal)))),
    }),
  };
}

/** The first that holds; else nobody knows while one of them is unknown. */
function best(standings: readonly Standing[]): Standing {
  const good = standings.find(({state}) => state === 'held');
  if (good) return held(good.detail);
  const details = [...new Set(standings.map(({detail}) => detail))].join('; ');
  return standings.some(({state}) => state === 'unknown') ? unknown(details) : notHeld(details);
}
