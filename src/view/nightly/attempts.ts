import type {Verdict} from '../../events/words.js';
import type {ScenarioView} from '../view.js';

/** How a scenario ended, all of its attempts taken together. */
export type Ending = Verdict | 'flaky';

/** Every attempt, the first one first: that is the scenario itself. */
export const attemptsOf = (scenario: ScenarioView): readonly ScenarioView[] => [scenario, ...scenario.later];

/** As it should be; what was left out or could not be carried out says nothing either way. */
const GOOD: readonly (Verdict | undefined)[] = ['detected', 'prevented'];
const BAD: readonly (Verdict | undefined)[] = ['missed', 'late', 'inconclusive'];

/**
 * Whether its attempts disagree: one was as it should be, and one was not. An attempt that was skipped or not executed
 * is on neither side: skipped and then missed is missed.
 */
export const isFlaky = (scenario: ScenarioView): boolean => disagree(attemptsOf(scenario).map(({verdict}) => verdict));

/** The same of the verdicts alone. */
export function disagree(verdicts: readonly (Verdict | undefined)[]): boolean {
  return verdicts.some(v => GOOD.includes(v)) && verdicts.some(v => BAD.includes(v));
}

/** Flaky where its attempts disagree; else the verdict of the first, which no later one changes. */
export const endingOf = (scenario: ScenarioView): Ending | undefined =>
  endingOfAll(attemptsOf(scenario).map(({verdict}) => verdict));

/** The same of the verdicts of all attempts, the first one first. */
export const endingOfAll = (verdicts: readonly (Verdict | undefined)[]): Ending | undefined =>
  disagree(verdicts) ? 'flaky' : verdicts[0];

/** `good 1 of 2`: how many attempts ended as they should. */
export const goodText = (scenario: ScenarioView): string => {
  const all = attemptsOf(scenario);
  return `good ${all.filter(({verdict}) => GOOD.includes(verdict)).length} of ${all.length}`;
};

/** The attempt that is under way, where it is not the first. */
export const underWay = ({later}: ScenarioView): ScenarioView | undefined => {
  const last = later.at(-1);
  return last && last.verdict === undefined ? last : undefined;
};

/** `missed, then detected`: what came of each attempt; undefined for one that was played once. */
export function attemptsText(scenario: ScenarioView): string | undefined {
  if (!scenario.later.length) return undefined;
  const words = attemptsOf(scenario).map(({verdict}) => verdict ?? 'not judged');
  const same = words.every(word => word === words[0]);
  return same ? `${words[0]} in ${words.length} of ${words.length} attempts` : words.join(', then ');
}

/** Whether it is in quarantine: played and shown, and no gate looks at it. */
export const isQuarantined = ({quarantine}: ScenarioView): boolean => quarantine !== undefined && !quarantine.expired;

/** `quarantined by @platform until 2026-12-20: fluentd upgrade`; undefined where it is not, or no longer. */
export function quarantineText({quarantine}: ScenarioView): string | undefined {
  if (!quarantine) return undefined;
  const {owner, until, why, expired} = quarantine;
  return expired
    ? `its quarantine ended on ${until} (${owner}: ${why}): it counts`
    : `quarantined by ${owner} until ${until}: ${why}`;
}
