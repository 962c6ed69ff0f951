import {STAGES} from '../../events/words.js';
import type {Source} from '../../sources/source.js';
import {clockOff} from '../explain/clock-off.js';
import {type Check, type Finding, type Learned, ok, type PreflightInput, warning} from './check.js';

const CHECK = 'sources';

/** Whether every source answers, which product does, and those that have learned how long their product waits. */
export async function sourcesAnswer({sources, abort}: Pick<PreflightInput, 'sources' | 'abort'>): Promise<Learned> {
  const asked = await Promise.all(
    sources.map(async source => {
      if (!source.check) return {findings: [], learned: [], products: []};
      const {state, detail, next, budget, product} = await source.check(abort);
      const findings: Finding[] = [{check: CHECK, title: titleOf(source), state, detail, next}, ...clockOf(source)];
      return {
        findings,
        learned: budget ? [{...source, budget}] : [],
        products: product ? [{id: source.id, product: product.name, version: product.version}] : [],
      };
    }),
  );
  return {
    findings: asked.flatMap(({findings}) => findings),
    learned: asked.flatMap(({learned}) => learned),
    products: asked.flatMap(({products}) => products),
  };
}

/** Which links of the chain no source watches: they are not expected, and the report says so. */
export const stagesWatched: Check = async ({plan, sources}) => {
  const watched = new Set(sources.map(s => s.stage));
  if (!plan.unwatched.length) {
    const chain = STAGES.filter(stage => watched.has(stage)).join(', ');
    return [ok('stages', 'links watched', chain || 'none')];
  }
  return plan.unwatched.map(stage =>
    warning('stages', 'links watched', `no source sees the stage ${stage}: it is left out of every verdict`, [
      `name a source of this stage in the stack file`,
    ]),
  );
};

/**
 * A source's clock, where it shows, and only where it is off: what it dates cannot be laid beside the drill's times.
 */
function clockOf(source: Source): Finding[] {
  const off = clockOff(source);
  if (off === undefined) return [];
  return [warning('clock', 'clocks', off, ['set its clock (NTP): what it dates is looked for by time'])];
}

const titleOf = ({id, stage}: Source): string => `source ${id} (${stage})`;
