import type {Reason} from './examined.js';

/** Explains a miss by an alert of an expected rule that names a controller; undefined when there was none. */
export const misattributed: Reason = ({misattributed: alerts, sources}, {expectation, settled}) => {
  if (settled?.state !== 'missed') return undefined;
  const meant = alerts.find(({source, rule}) => {
    const accepts = sources.find(s => s.id === source)?.accepts;
    return accepts ? accepts(expectation, rule) : rule.id === expectation.rule;
  });
  if (!meant) return undefined;
  const {source, rule, user} = meant;
  return {
    cause: `${rule.title} alerted in ${source}, but names ${user} instead of the actor`,
    change: 'alert on the workload as well (Deployment, Job, …): that alert names the user who created it',
    proof: {source, rule: rule.id, user},
  };
};
