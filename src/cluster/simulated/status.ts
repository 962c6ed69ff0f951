/** The body of every refusal, as the API server words it. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: {reason?: string; message: string; field?: string}[];
  };
  code?: number;
}

/** A refusal on its way to the client. */
export class StatusError extends Error {
  constructor(readonly status: Status & {code: number}) {
    super(status.message);
  }
}

/** What a refusal is about: `pods "web"`, `roles.rbac.authorization.k8s.io "readers"`. */
export interface Subject {
  group: string;
  resource: string;
  name?: string;
}

type Details = NonNullable<Status['details']>;

const failure = (code: number, reason: string, message: string, details?: Details): StatusError =>
  new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && {details}),
    code,
  });

const details = ({group, resource, name}: Subject, causes?: Details['causes']): Details => ({
  ...(name !== undefined && {name}),
  ...(group && {group}),
  kind: resource,
  ...(causes && {causes}),
});

/** `roles.rbac.authorization.k8s.io`: how messages name a resource. */
const qualified = ({group, resource}: Subject): string => (group ? `${resource}.${group}` : resource);
const quoted = (subject: Subject): string =>
  subject.name === undefined ? qualified(subject) : `${qualified(subject)} "${subject.name}"`;

export const unauthorized = (): StatusError => failure(401, 'Unauthorized', 'Unauthorized');

export const notFound = (subject: Subject): StatusError =>
  failure(404, 'NotFound', `${quoted(subject)} not found`, details(subject));

/** A path that no API group of this server has. */
export const noSuchPath = (): StatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (subject: Subject): StatusError =>
  failure(409, 'AlreadyExists', `${quoted(subject)} already exists`, details(subject));

export const conflict = (subject: Subject): StatusError =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${quoted(subject)}: the object has been modified; please apply your changes to the latest version and try again`,
    details(subject),
  );

/** An apply of fields that others own with other values. */
export const fieldConflict = (message: string, causes: NonNullable<Details['causes']>): StatusError =>
  failure(409, 'Conflict', message, {causes});

/** A precondition that does not hold, or an object that is not the one that is meant. */
export const notTheOne = (subject: Subject, why: string): StatusError =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${quoted(subject)}: ${why}`, details(subject));

export const methodNotAllowed = (): StatusError =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

export const tooLarge = (why: string): StatusError =>
  failure(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`);

export const forbidden = (subject: Subject, why: string, causes?: Details['causes']): StatusError =>
  failure(403, 'Forbidden', `${quoted(subject)} is forbidden: ${why}`, details(subject, causes));

/** A refusal of a path that is not a resource. */
export const forbiddenPath = (user: string, verb: string, path: string): StatusError =>
  failure(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {});

/** @param kind the kind in the message, such as `Pod`. */
export const invalid = (subject: Subject, kind: string, field: string, problem: string): StatusError =>
  failure(
    422,
    'Invalid',
    `${subject.group ? `${kind}.${subject.group}` : kind} "${subject.name ?? ''}" is invalid: ${field}: ${problem}`,
    {
      ...details({...subject, resource: kind}),
      causes: [{reason: causeOf(problem), message: problem, field}],
    },
  );

/** Everything that is wrong with an object, each problem with its field: `spec.a: Required value`. */
export const invalidObject = (subject: Subject, kind: string, problems: readonly string[]): StatusError => {
  const named = `${subject.group ? `${kind}.${subject.group}` : kind} "${subject.name ?? ''}"`;
  const said = problems.length > 1 ? `[${problems.join(', ')}]` : (problems[0] ?? '');
  return failure(422, 'Invalid', `${named} is invalid: ${said}`, {
    ...details({...subject, resource: kind}),
    causes: problems.map(problem => {
      const message = problem.slice(problem.indexOf(': ') + 2);
      return {reason: causeOf(message), message, field: problem.slice(0, problem.indexOf(': '))};
    }),
  });
};

/** What begins the message of a cause, and what the cause is then called. */
const CAUSES: readonly (readonly [string, string])[] = [
  ['Required value', 'FieldValueRequired'],
  ['Unsupported value', 'FieldValueNotSupported'],
  ['Forbidden', 'FieldValueForbidden'],
  ['Duplicate value', 'FieldValueDuplicate'],
  ['Too long', 'FieldValueTooLong'],
];
const causeOf = (message: string): string =>
  CAUSES.find(([begin]) => message.startsWith(begin))?.[1] ?? 'FieldValueInvalid';

/** Reasons that a validation of an admission policy may give, and their codes. */
const POLICY_REASONS = {Invalid: 422, Forbidden: 403, RequestEntityTooLarge: 413} as const;
export type PolicyReason = keyof typeof POLICY_REASONS;

/** What an admission policy refuses is invalid where it gives no other reason, and says that it is forbidden. */
export const deniedByPolicy = (subject: Subject, why: string, reason: PolicyReason = 'Invalid'): StatusError =>
  failure(
    POLICY_REASONS[reason],
    reason,
    `${quoted(subject)} is forbidden: ${why}`,
    details(subject, [{message: why}]),
  );

/** An eviction that would leave too few pods. */
export const overBudget = (why: string): StatusError =>
  failure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{reason: 'DisruptionBudget', message: why}],
  });

/** An eviction that the real one cannot decide. */
export const severalBudgets = (): StatusError =>
  new StatusError({
    ...{kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500},
    message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  });

/** Groups or other attributes of nobody: a fault of the server rather than a refusal, as the API server has it. */
export const noUserImpersonated = (): StatusError =>
  failure(500, 'InternalError', 'Internal error occurred: requested impersonation without a user name');

export const badRequest = (message: string): StatusError => failure(400, 'BadRequest', message);

/** A JSON patch of which an operation does not apply. kube-apiserver does not say which, nor why. */
export const patchRejected = (): StatusError =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

/** A patch that cannot be followed: kube-apiserver takes it for a fault of its own. */
export const serverFault = (message: string): StatusError =>
  new StatusError({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500});

/** A watch that would go on from what the server has forgotten. */
export const expired = (version: number): StatusError =>
  failure(410, 'Expired', `too old resource version: ${version}`);

export const unsupportedMedia = (message: string): StatusError => failure(415, 'UnsupportedMediaType', message);

/** What the simulated server does not do, said clearly: never a wrong answer in place of a real one. */
export const notSimulated = (what: string): StatusError =>
  failure(501, 'NotImplemented', `the simulated API server does not implement ${what}; run it on kind`);

export const success = ({group, resource, name}: Subject, uid?: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: {...details({group, resource, ...(name !== undefined && {name})}), ...(uid !== undefined && {uid})},
});
