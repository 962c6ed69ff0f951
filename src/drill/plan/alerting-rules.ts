/** The rule that is expected, by the name of its file. */
interface Expected {
  rule?: string | undefined;
}

/** What may alert: kubedrill's own engine with its rules, and the products of a stack. */
export interface Alerting {
  rules: {readonly rules: readonly {id: string}[]};
  /** True when the rules are the user's own: then any alert on the attack counts. */
  anyRule: boolean;
  /** Ids or types of the sources of stage alerted; `rules` is kubedrill's own engine. */
  sources: readonly string[];
}

/** What kubedrill's own engine is called as a source. */
const ENGINE = 'rules';

/** Whether an alert of kubedrill's engine by this rule meets an expectation. */
export const meetsBy = ({rule}: Expected, id: string, anyRule: boolean): boolean =>
  anyRule || rule === undefined || id === rule;

/**
 * Why nothing can alert on what is expected; undefined where something may. Plan, lint, preflight and the explanation of
 * a run all ask this, so that none says of a rule what another does not.
 */
export function whyNothingAlerts(expected: Expected, {rules, anyRule, sources}: Alerting): string | undefined {
  if (sources.some(source => source !== ENGINE)) return undefined;
  if (!sources.length) return 'no source sees alerts';
  if (rules.rules.some(({id}) => meetsBy(expected, id, anyRule))) return undefined;
  return anyRule || expected.rule === undefined ? 'no rule is loaded' : `${expected.rule} is not loaded`;
}
