import {createHash} from 'node:crypto';

/**
 * What an alert is called by the products that it passes through. A source of alerts gives its alerts these keys, and an
 * acknowledgement names one of them, so that it counts for that alert and for no other. Some products use a key again
 * when the alert comes again; what was said of the alert before was said earlier, and does not count for this one.
 */

/** An alert of Alertmanager by its fingerprint, the hash of its labels, which is the same in every Alertmanager. */
export const alertmanagerAlert = (fingerprint: string): string => `alertmanager:alert:${fingerprint}`;

/**
 * A group of alerts, as Alertmanager notifies of it: the hex SHA-256 of its group key, which is PagerDuty's `dedup_key`
 * and `incident_key`, and Opsgenie's `alias`.
 *
 * @see https://github.com/prometheus/alertmanager/blob/v0.28.0/notify/notify.go Key.Hash
 */
export const alertmanagerGroup = (groupKey: string): string => groupOf(sha256(groupKey));

const groupOf = (hash: string): string => `alertmanager:group:${hash}`;

/** An alert of Kibana, such as of Elastic Security, by `kibana.alert.uuid`. */
export const kibanaAlert = (uuid: string): string => `kibana:alert:${uuid}`;

/** An alert of OpenSearch's alerting or Security Analytics, by its id. */
export const openSearchAlert = (id: string): string => `opensearch:alert:${id}`;

/** An issue of Jira by a label that tells it from others, such as the one that jiralert gives a group of alerts. */
export const jiraLabel = (label: string): string => `jira:label:${label}`;

/** What the sender of a document calls an alert: whatever stands at the paths that the stack file names. */
export const ownKey = (text: string): string => `key:${text}`;

/**
 * Every key that a text may be, for products that only pass it on: the id that an alert has in the product that made
 * it, or the hash by which Alertmanager names its group.
 */
export const keysNamed = (text: string): string[] => [
  text,
  ownKey(text),
  alertmanagerAlert(text),
  groupOf(text),
  kibanaAlert(text),
  openSearchAlert(text),
];

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
