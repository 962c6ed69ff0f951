import {z} from 'zod';
import type {Claim} from '../claim.js';
import {claimsIn, type IdentityFields} from '../kit/identity.js';
import {parseAs} from '../kit/parse.js';
import type {Interest} from '../source.js';
import {fieldsInText, isAuditText, isBare, textWithoutBodies} from './output-text.js';

/**
 * An alert as Falco posts it (`json_output: true`, `http_output`); falcosidekick passes it on with a `uuid`. Which keys
 * `output_fields` has is up to the rule's own output.
 *
 * @see https://falco.org/docs/outputs/formatting/
 */
const Alert = z.looseObject({
  rule: z.string().min(1),
  /** When the event happened, not when the alert was made: RFC 3339 in nanoseconds. */
  time: z.string().optional(),
  priority: z.string().default('unknown'),
  source: z.string().optional(),
  output: z.string().optional(),
  output_fields: z.record(z.string(), z.unknown()).nullish(),
});
export type FalcoAlert = z.output<typeof Alert>;

/** The alerts of one body. @throws Error that names the place at which it is none. */
export const alertsIn = (body: unknown): FalcoAlert[] =>
  Array.isArray(body) ? parseAs(z.array(Alert), body, FORM) : [parseAs(Alert, body, FORM)];

const FORM = "Falco's alert";

/** Whether it stands on an audit event; other sources are system calls and the logs of other products. */
export function isAudit(alert: FalcoAlert): boolean {
  const {source, output, output_fields: fields} = alert;
  if (source !== undefined) return source === 'k8s_audit';
  return isBare(alert) ? isAuditText(output) : Object.keys(fields ?? {}).some(key => key.startsWith('ka.'));
}

/**
 * What an alert says of the request it stands on. An audit alert's time is the audit event's stageTimestamp, which names
 * that event; a system call has a pod instead, and a time at which it happened.
 */
export function claimsOf(alert: FalcoAlert, identity: IdentityFields, interest: Interest): Claim[] {
  const time = timeOf(alert);
  const stamped = time === undefined ? {} : isAudit(alert) ? {stageTimestamp: time, at: time} : {at: time};
  const fields = isBare(alert) ? fieldsInText(alert) : alert.output_fields;
  return claimsIn(fields ?? {}, identity, interest).map(claim => ({...stamped, ...claim}));
}

/**
 * The event's time. `evt.time` is in nanoseconds and beyond the integers that JSON.parse keeps (it is off by up to 128),
 * but the API server counts microseconds, and those survive.
 */
export function timeOf({time, output_fields}: FalcoAlert): string | undefined {
  if (time !== undefined) return time;
  const nanoseconds = output_fields?.['evt.time'];
  if (typeof nanoseconds !== 'number') return undefined;
  const microseconds = Math.round(nanoseconds / 1000);
  const seconds = new Date(Math.floor(microseconds / 1_000_000) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(microseconds % 1_000_000).padStart(6, '0')}Z`;
}

/** Fields that repeat what a request's body held: a rule on credentials in a ConfigMap prints the credentials. */
const BODIES =
  /^(ka\.req\.configmap\.obj|jevt\.obj|jevt\.value\[\/(request|response)Object\/(data|stringData|status)\b.*)$/;

/** A copy that may be kept as evidence: without bodies, and without the text that repeats them. */
export function withoutBodies(alert: FalcoAlert): unknown {
  if (isBare(alert)) return alert.output === undefined ? alert : {...alert, output: textWithoutBodies(alert.output)};
  const fields = Object.entries(alert.output_fields ?? {});
  const bodies = fields.filter(([key, value]) => BODIES.test(key) && value !== null);
  if (!bodies.length) return alert;
  const named = new Set(bodies.map(([key]) => key));
  return {
    ...alert,
    output: `[left out: it repeats ${[...named].join(', ')}]`,
    output_fields: Object.fromEntries(fields.map(([key, value]) => [key, named.has(key) ? '[left out]' : value])),
  };
}
