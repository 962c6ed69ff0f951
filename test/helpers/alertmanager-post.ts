/** The group of alerts that these notifications are of. */
export const GROUP_KEY = '{}/{team="soc"}:{alertname="SecretsListed"}';
/** The fingerprint of their alert. */
export const FINGERPRINT = 'f14987a9c1d2e3f4';

/** A notification of Alertmanager about one request, now. */
export const notificationOf = (auditID: string): object => ({
  version: '4',
  groupKey: GROUP_KEY,
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'people',
  groupLabels: {alertname: 'SecretsListed'},
  commonLabels: {alertname: 'SecretsListed'},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: {alertname: 'SecretsListed', severity: 'high'},
      annotations: {auditID},
      startsAt: new Date().toISOString(),
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: FINGERPRINT,
    },
  ],
});
