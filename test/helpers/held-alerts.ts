/** An alert as Alertmanager holds it, silenced where the status says so. */
export function alertOf(labels: Record<string, string>, status: object = {}, startsAt = new Date().toISOString()) {
  const state = Object.keys(status).length ? 'suppressed' : 'active';
  return {
    labels: {alertname: 'SecretsListed', ...labels},
    annotations: {},
    startsAt,
    fingerprint: 'f',
    receivers: [{name: 'people'}],
    status: {state, silencedBy: [], inhibitedBy: [], mutedBy: [], ...status},
  };
}

/** Alertmanager's answer to which alerts it holds: one group. */
export const groupsOf = (alerts: unknown[]) => [{labels: {}, receiver: {name: 'people'}, alerts}];
