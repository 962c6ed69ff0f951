import {RE2JS} from 're2js';
import {z} from 'zod';
import {DURATION_PATTERN, LONGEST_DURATION, parseDuration} from '../../lib/duration.js';
import {TEMPLATE_NAMES} from './template.js';

/** A duration with its unit, such as `30s`. */
export const Duration = z
  .string({
    error: ({input}) => {
      const example = typeof input === 'number' ? `${input}s` : '30s';
      return input === undefined ? undefined : `must be a duration with its unit: write ${example}`;
    },
  })
  .regex(DURATION_PATTERN, 'must be a duration with its unit, such as 250ms, 30s, 1.5m or 1h')
  .refine(text => !DURATION_PATTERN.test(text) || parseDuration(text) !== undefined, {
    error: `must be a duration from 0ms to ${LONGEST_DURATION}`,
  })
  .meta({id: 'duration', description: 'A duration with its unit: 250ms, 30s, 1.5m, 1h'});

/** A duration in which something is to happen: in none, nothing can. */
export const Within = Duration.refine(text => parseDuration(text) !== 0, 'must be longer than 0s');

/** A name that Kubernetes takes as part of an object's name. */
export const Name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be lower-case letters, digits and dashes');

/** The name of a saved value: a word that `{{ … }}` can hold and that is not taken. */
export const SavedName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/, 'must be a word of letters and digits that begins with a small letter')
  .refine(name => !TEMPLATE_NAMES.some(taken => taken === name), 'is a name that every scenario has already');

/** A place in an answer. */
export const FieldPath = z
  .string()
  .min(1)
  .meta({description: 'Dotted path in the answer, such as metadata.name or items.0.spec'});

/** A pattern that is matched in linear time, so one from a stranger does no harm. */
export const Pattern = z
  .string()
  .refine(compiles, 'is not a regular expression (RE2 syntax)')
  .meta({description: 'A regular expression (RE2 syntax) that must be found in the value'});

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Headers by which the API server, or the drill, knows who asks: a step says that with `as`. */
const RESERVED_HEADERS = ['authorization', 'audit-id', 'user-agent'];

/** Headers that a step may set. */
export const Headers = z
  .record(z.string(), z.string())
  .refine(
    headers => !Object.keys(headers).some(name => RESERVED_HEADERS.includes(name.toLowerCase())),
    'must leave Authorization, Audit-ID and User-Agent to the drill; say who acts with `as`',
  );

/** An object as it is sent. */
export const Manifest = z
  .looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({name: z.string().optional(), namespace: z.string().optional()}).optional(),
  })
  .meta({
    id: 'manifest',
    description: 'A Kubernetes object; without metadata.namespace it goes into the namespace of the run',
  });

/** Names a kind of object by its plural, with its group's version where it is not one of the built-in ones. */
export const target = {
  resource: z
    .string()
    .meta({description: 'Plural name, with subresource where needed: secrets, pods, deployments/scale'}),
  apiVersion: z
    .string()
    .optional()
    .meta({description: 'Group and version, for resources that kubedrill does not know'}),
  namespace: z
    .string()
    .optional()
    .meta({description: 'Absent: all namespaces for list and watch, else that of the run'}),
};

/** What narrows a collection down. */
export const selectors = {labelSelector: z.string().optional(), fieldSelector: z.string().optional()};

/** A credential out of an answer. It is held in memory alone, and all it is good for is `as` in later steps. */
export const Credential = z.union([
  z.strictObject({
    name: Name,
    token: FieldPath,
    encoding: z.literal('base64').optional().meta({description: 'As the data of a Secret is'}),
  }),
  z.strictObject({
    name: Name,
    certificate: FieldPath.meta({description: 'A certificate as PEM in base64; its key is that of `keyPair`'}),
  }),
]);
/** Where in an answer a credential stands, and the name under which it is held. */
export type Credential = z.output<typeof Credential>;
