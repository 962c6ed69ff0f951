/** Of an alert, what its text stands in for. */
interface Told {
  output?: string | undefined;
  output_fields?: Record<string, unknown> | null | undefined;
}

/**
 * Whether an alert says all that it says in its text: Falco writes no fields where `json_include_output_fields_property` is
 * false, and some versions wrote null for audit events.
 *
 * @see https://github.com/falcosecurity/falco/issues/1845
 */
export const isBare = ({output_fields: fields}: Told): boolean => !Object.keys(fields ?? {}).length;

/** Pairs as the stock rules write them: `(user=… pod=… ns=… command=…)`. */
const PAIR = /(?:^|[\s(])([a-z][\w.]*)=([^\s()]+)/g;

/**
 * The fields that a text stands in for, by the names that fields have. The first pair of a name counts: what comes later
 * may be quoted from a command that the attacker chose.
 */
export function fieldsInText({output = ''}: Told): Record<string, unknown> {
  const pairs: Record<string, string> = {};
  for (const [, name = '', value = ''] of output.matchAll(PAIR)) pairs[name] ??= value;
  const {user, k8s_ns_name: namespace, k8s_pod_name: pod} = pairs;
  return {
    // The user of a system call is one of the container's, not of the cluster.
    ...(user !== undefined && !isSyscallText(output) && {'ka.user.name': user}),
    ...(namespace !== undefined && {k8s_ns_name: namespace}),
    ...(pod !== undefined && {k8s_pod_name: pod}),
    // An audit id may stand anywhere in it.
    output,
  };
}

/** Whether a text is about an audit event, where the alert does not say of what source it is. */
export const isAuditText = (output = ''): boolean => /[\s(]user=/.test(output) && !isSyscallText(output);

const isSyscallText = (output: string): boolean =>
  /\b(container_id|container_name|k8s_pod_name|process|proc_\w+)=/.test(output);

/** A text without what may be a request's body: credentials stand in ConfigMaps that a stock rule prints. */
export function textWithoutBodies(output: string): string {
  const from = output.search(/[{[]/);
  return from < 0 ? output : `${output.slice(0, from)}[left out]`;
}
