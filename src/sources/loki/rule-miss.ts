import {formatDuration} from '../../lib/duration.js';
import {noRuleClaims} from '../kit/source-type.js';
import type {AlertingRule, PrometheusApi} from '../prometheus/api.js';
import {type Missed, meantRules} from '../prometheus/rules.js';
import type {Explanation, Investigation} from '../source.js';

/** Why no rule of the ruler alerted on an attack: it is not there, fails, waits, speaks of others, or was not true. */
export async function explainRule(api: PrometheusApi, missed: Missed, signal: AbortSignal): Promise<Explanation> {
  const {about} = missed;
  const all = await api.rules(signal);
  const rules = meantRules(all, missed);
  if (!rules.length) {
    return {
      cause: noRuleClaims(
        'the ruler',
        about.expected,
        all.map(rule => rule.name),
      ),
      change: 'load it into the ruler, or name the one that is meant under `rules` of this source',
    };
  }
  return rules.map(rule => reasonOf(rule, about)).find(found => found !== undefined) ?? notTrue(rules);
}

function reasonOf(
  {name, health, lastError, alerts, duration}: AlertingRule,
  {since}: Investigation,
): Explanation | undefined {
  if (health === 'err') {
    return {
      cause: `the ruler cannot evaluate ${name}: ${lastError ?? 'it does not say why'}`,
      change: 'correct its expression',
    };
  }
  const pending = alerts.find(alert => alert.state === 'pending');
  if (pending) {
    return {
      cause: `${name} has been pending since ${pending.activeAt}: it fires when its expression has been true for ${formatDuration(duration * 1000)} (for)`,
      change: `shorten the for of ${name}, or set an SLA that allows for it`,
      proof: pending,
    };
  }
  const firing = alerts.find(alert => alert.state === 'firing');
  if (!firing) return undefined;
  return Date.parse(firing.activeAt) < since.getTime()
    ? {
        cause: `${name} has been firing since ${firing.activeAt}, before the attack: while it fires, it raises no new alert`,
        change: 'group its expression by what differs from attack to attack: sum by (auditID, user_username) (…)',
        proof: firing,
      }
    : {
        cause: `${name} fires, but its labels do not say for whom: ${Object.keys(firing.labels).join(', ')}`,
        change: 'group its expression by auditID or user_username and userAgent, or name its labels under `identity`',
        proof: firing,
      };
}

const notTrue = (rules: readonly AlertingRule[]): Explanation => ({
  cause: `the ruler evaluated ${rules.map(rule => rule.name).join(', ')}, and its expression matched nothing`,
  change:
    'run its expression in Explore: does `| json` give the labels it compares (lists are left out), and does its selector cover this stream?',
  proof: {intervals: rules.map(({name, intervalMs}) => ({rule: name, interval: formatDuration(intervalMs)}))},
});
