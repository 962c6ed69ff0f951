import type {SourceProduct} from '../../events/nightly.js';
import {withLearned} from '../../run/listening.js';
import type {Source} from '../../sources/source.js';
import {apiReady} from './api.js';
import {auditPolicy} from './audited.js';
import {canary} from './canary.js';
import type {Check, Finding, Learned, PreflightInput} from './check.js';
import {imagePresent} from './image.js';
import {needsMet} from './needs.js';
import {actorPermissions, drillPermissions} from './permissions.js';
import {latencyBudget, rulesExist} from './rules.js';
import {sourcesAnswer, stagesWatched} from './sources.js';

/** In the order in which a person would ask them: the first failure often explains the rest. */
const CHECKS: readonly Check[] = [
  apiReady,
  drillPermissions,
  actorPermissions,
  needsMet,
  imagePresent,
  auditPolicy,
  sourcesAnswer,
  stagesWatched,
  rulesExist,
  latencyBudget,
  canary,
];

/**
 * Asks everything that can be asked before the clock starts. `say` hears each finding as it is made.
 *
 * @returns all findings, the sources that have learned, and what answers; whether a failed finding stops the drill is the caller's to
 *   say.
 */
export async function preflight(input: PreflightInput, say: (finding: Finding) => void): Promise<Learned> {
  const all: Finding[] = [];
  const learned: Source[] = [];
  const products: SourceProduct[] = [];
  for (const check of CHECKS) {
    const said = await check({...input, sources: withLearned(input.sources, learned)});
    const findings = Array.isArray(said) ? said : said.findings;
    if (!Array.isArray(said)) {
      learned.push(...said.learned);
      products.push(...said.products);
    }
    for (const finding of findings) say(finding);
    all.push(...findings);
    // Nothing else can be asked of a server that does not answer.
    if (findings.some(f => f.check === 'api' && f.state === 'failed')) break;
  }
  return {findings: all, learned, products};
}
