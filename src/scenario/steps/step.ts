import {z} from 'zod';
import {
  Credential,
  Duration,
  FieldPath,
  Headers,
  Manifest,
  Name,
  Pattern,
  SavedName,
  selectors,
  target,
} from './step-parts.js';

/** A pod, and how the stream to it is opened. */
const stream = {
  pod: z.string(),
  namespace: z.string().optional(),
  via: z
    .enum(['websocket', 'spdy'])
    .default('websocket')
    .meta({
      description:
        'websocket: an HTTP GET, as kubectl does since 1.31. spdy: a POST, as before; the stream is opened and closed ' +
        'again, nothing is sent through it, so a command does not run',
    }),
};
const heldFor = Duration.default('500ms').meta({description: 'How long the stream stays open'});

/** Identities that every scenario has; any other name is that of a credential which an earlier step has got. */
export const IDENTITIES = [
  'actor',
  'drill',
  'anonymous',
  'invalid-token',
  'foreign-certificate',
  'expired-certificate',
] as const;

/** Every step may have a name and keep something of its answer. */
const any = {
  id: Name.optional().meta({description: 'Name of the step in events and expectations; default: action and position'}),
  save: z
    .record(SavedName, FieldPath)
    .optional()
    .meta({description: 'Values out of the answer, by name: `{{ NAME }}` in later steps. Not for secrets'}),
  credential: Credential.optional(),
};

/** A step that sends a request to the API server. */
const request = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject({
    ...any,
    as: Name.optional().meta({
      description: `Who acts: ${IDENTITIES.join(', ')}, or a credential by name; default: actor in attack and benign, drill in setUp`,
    }),
    answers: z.array(z.int().min(100).max(599)).min(1).optional().meta({
      description: 'HTTP statuses that count as success; default: any 2xx, or 101 for a stream',
    }),
    toBeRefused: z.literal(true).optional().meta({
      description:
        'The refusal is the point of this step: one for a missing right counts as prevented. Otherwise the actor must have every right that its steps need',
    }),
    repeat: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .meta({description: 'How many times the request is made; {{ index }} counts from 1'}),
    retryFor: Duration.optional().meta({
      description:
        'Repeats the request for at most this long, at growing intervals, until it succeeds: for a server that learns late of an earlier step',
    }),
    ...shape,
  });

/** A request that changes something, unless it is only tried. */
const write = <T extends z.ZodRawShape>(shape: T) =>
  request({
    dryRun: z.literal(true).optional().meta({description: 'Admitted and audited as usual, but not stored'}),
    ...shape,
  });

const local = <T extends z.ZodRawShape>(shape: T) => z.strictObject({...any, ...shape});

const awaited = {...target, name: z.string(), within: Duration};
const field = z.string().meta({description: 'Dotted path in the object, such as status.phase'});

const listForMerge = (type: string, body: unknown): string | undefined =>
  Array.isArray(body)
    ? `must be a map in a ${type} patch; a list of operations is a patch of \`type: json\``
    : undefined;

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** Why a body is not what RFC 6902 calls a patch; undefined when it is. */
function unlikeJsonPatch(body: unknown): string | undefined {
  if (!Array.isArray(body))
    return 'must be a list of operations in a json patch, such as {op: add, path: /a, value: b}';
  const at = body.findIndex(
    o => !(OPERATIONS.includes(o?.op) && typeof o.path === 'string' && (o.path === '' || o.path.startsWith('/'))),
  );
  if (at < 0) return undefined;
  return `has no operation in place ${at}: op is one of ${OPERATIONS.join(', ')}, and path begins with /`;
}

/** The actions of a step; each step has exactly one of these keys. */
export const ACTIONS = {
  create: write({create: Manifest}),
  apply: write({apply: Manifest}),
  get: request({get: z.strictObject({...target, name: z.string()})}),
  list: request({list: z.strictObject({...target, ...selectors, limit: z.int().min(1).optional()})}),
  watch: request({watch: z.strictObject({...target, ...selectors, for: Duration.optional()})}),
  patch: write({
    patch: z
      .strictObject({
        ...target,
        name: z.string(),
        type: z.enum(['merge', 'strategic', 'json']).default('merge'),
        body: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
      })
      .superRefine(({type, body}, {addIssue}) => {
        const message = type === 'json' ? unlikeJsonPatch(body) : listForMerge(type, body);
        if (message !== undefined) addIssue({code: 'custom', path: ['body'], message});
      }),
  }),
  replace: write({
    replace: z.strictObject({
      ...target,
      name: z.string(),
      body: Manifest.meta({description: 'The whole object; it is sent as it stands here, no labels are added'}),
    }),
  }),
  delete: write({delete: z.strictObject({...target, name: z.string().optional(), ...selectors})}),
  exec: request({
    exec: z.strictObject({...stream, container: z.string().optional(), command: z.array(z.string()).min(1)}),
  }),
  attach: request({attach: z.strictObject({...stream, container: z.string().optional(), for: heldFor})}),
  portForward: request({portForward: z.strictObject({...stream, for: heldFor})}),
  request: request({
    request: z.strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      path: z.string().startsWith('/'),
      headers: Headers.optional(),
      body: z.unknown().optional(),
    }),
  }),
  node: local({
    node: z.strictObject({
      command: z.array(z.string()).min(1),
      on: z.string().optional().meta({description: 'Name of the node; default: the one that runs the API server'}),
      seenAs: z
        .strictObject({user: z.string(), method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET']), path: z.string()})
        .optional()
        .meta({
          description:
            'The request that a component of the node makes as a result, as the audit log records it. Its object ' +
            'must carry {{ name }}',
        }),
    }),
  }),
  keyPair: local({
    keyPair: z.strictObject({
      credential: Name.meta({description: 'The credential that this key will belong to'}),
      commonName: z.string(),
      organizations: z.array(z.string()).default([]),
    }),
  }),
  wait: local({
    wait: z.union([
      z.strictObject({for: Duration}),
      z.strictObject({...awaited, exists: z.boolean()}),
      z.strictObject({...awaited, field, is: z.string()}),
      z.strictObject({...awaited, field, isNot: z.string()}),
      z.strictObject({...awaited, field, matches: Pattern}),
    ]),
  }),
} as const;

export type Action = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

export type Step = z.output<(typeof ACTIONS)[Action]>;
/** The step of one action, such as `StepOf<'wait'>`. */
export type StepOf<A extends Action> = z.output<(typeof ACTIONS)[A]>;

/** One action of a set-up, an attack or a benign twin: exactly one of the keys of `ACTIONS`. */
export const StepSchema = z.union(Object.values(ACTIONS)).meta({id: 'step'}) as unknown as z.ZodType<Step>;

/** What can put something back: it is written down before the attack, so it must not depend on what the attack finds. */
export const UNDO_NAMES = ['patch', 'replace', 'delete', 'request', 'node', 'wait'] as const;
export type UndoStep = StepOf<(typeof UNDO_NAMES)[number]>;
export const UndoSchema = z.union(UNDO_NAMES.map(name => ACTIONS[name])).meta({
  id: 'undo',
  description: 'One step of the way back, taken by the drill',
}) as unknown as z.ZodType<UndoStep>;
