import type {ObjectRef} from '../cluster/objects.js';
import type {AlertRule} from '../source.js';

/** What Gatekeeper found of an object, at admission or when it audited what is there. */
export interface Violation {
  constraint: ConstraintRef;
  object: ObjectRef;
  /** Who asked for it, where it was found at admission. */
  user?: string;
  /** When it was found, RFC 3339. */
  at?: string;
  message: string;
  found: 'at admission' | 'by audit';
  /** Where it says so. */
  told: 'constraint status' | 'log' | 'Event';
}

/** A constraint by the name of its kind, its own, and what it does about a violation: `deny`, `warn`, `dryrun`. */
export interface ConstraintRef {
  kind: string;
  name: string;
  action: string;
}

/** A constraint as the rule of an alert: kinds and names may both be meant by an expectation. */
export const ruleOf = ({kind, name, action}: ConstraintRef): AlertRule => ({
  id: name,
  title: kind ? `${kind}/${name}` : name,
  level: action,
});

/** The fields by which Gatekeeper tells of a violation, in its log and in the annotations of its Events. */
export type ViolationFields = Readonly<Record<string, unknown>>;

/** The violation that a line of the log or an Event tells of; undefined when it tells of something else. */
export function violationIn(fields: ViolationFields, told: Violation['told'], at?: string): Violation | undefined {
  const text = (key: string) => (typeof fields[key] === 'string' ? (fields[key] as string) : '');
  const type = text('event_type');
  if (type !== 'violation' && type !== 'violation_audited') return undefined;
  const group = text('resource_group');
  const version = text('resource_api_version') || 'v1';
  const user = text('request_username');
  return {
    constraint: {kind: text('constraint_kind'), name: text('constraint_name'), action: text('constraint_action')},
    object: {
      apiVersion: group ? `${group}/${version}` : version,
      kind: text('resource_kind'),
      namespace: text('resource_namespace') || undefined,
      name: text('resource_name'),
    },
    ...(user && {user}),
    ...(at !== undefined && {at}),
    message: text('msg') || text('details'),
    found: type === 'violation' ? 'at admission' : 'by audit',
    told,
  };
}
