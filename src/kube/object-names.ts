/** A form that names have, and what Kubernetes says of one that has another. */
interface NameForm {
  pattern: RegExp;
  longest: number;
  said: string;
}

const SUBDOMAIN: NameForm = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
  said: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
};
const LABEL: NameForm = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  said: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
};
const OLD_LABEL: NameForm = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  said: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
};

/** Kinds whose names are labels. */
const LABELS: Readonly<Record<string, NameForm>> = {Service: OLD_LABEL, Namespace: LABEL, StatefulSet: LABEL};
/** Kinds whose names need only be parts of a path. */
const FREE = ['Event', 'PodDisruptionBudget', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];
/** The names of a cron job's jobs have eleven characters more. */
const LONGEST_CRON_JOB = 52;

const tooLong = (name: string, longest: number): string[] =>
  name.length > longest ? [`must be no more than ${longest} characters`] : [];

/** What is wrong with the name of an object of a kind, in the words of kube-apiserver; empty when nothing is. */
export function nameProblems(kind: string, name: string): string[] {
  if (FREE.includes(kind)) {
    if (name === '.' || name === '..') return [`may not be '${name}'`];
    return ['/', '%'].filter(sign => name.includes(sign)).map(sign => `may not contain '${sign}'`);
  }
  const form = (Object.hasOwn(LABELS, kind) && LABELS[kind]) || SUBDOMAIN;
  return [
    ...tooLong(name, form.longest),
    ...(form.pattern.test(name) ? [] : [saidOf(form, name)]),
    ...(kind === 'CronJob' ? tooLong(name, LONGEST_CRON_JOB) : []),
  ];
}

/** A label that is a subdomain lacks nothing but fewer dots. */
const saidOf = (form: NameForm, name: string): string =>
  form === LABEL && SUBDOMAIN.pattern.test(name) ? 'must not contain dots' : form.said;
