import {z} from 'zod';
import {parseDuration} from '../../lib/duration.js';
import {isLoopback} from '../../lib/net/loopback.js';
import {Duration} from '../../scenario/steps/step-parts.js';
import {ServerUrl} from '../http/server-url.js';

/** How a reference to an environment variable is written. */
const REFERENCE = `\${NAME}`;

/** A value that must not stand in the file: taken from the environment, or from a file of its own. */
export const SecretRef = z
  .union([
    z.string().regex(/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/, {
      error: `must be ${REFERENCE} of an environment variable, or {file: PATH}: secrets do not belong in this file`,
      abort: true,
    }),
    z.strictObject({file: z.string().min(1)}),
  ])
  .meta({id: 'secret', description: `A secret by reference: ${REFERENCE} of an environment variable, or {file: PATH}`});
export type SecretRef = z.output<typeof SecretRef>;

/** Whether a value is one by reference. */
export const isReference = (value: unknown): value is SecretRef => SecretRef.safeParse(value).success;

const Auth = z
  .union([
    z.strictObject({basic: z.strictObject({username: z.string().regex(/\S/, 'is blank'), password: SecretRef})}),
    z.strictObject({bearer: SecretRef}),
    z.strictObject({apiKey: SecretRef}),
  ])
  .meta({id: 'auth', description: 'Credentials for the server: basic, bearer or apiKey'});
export type Auth = z.output<typeof Auth>;

const Tls = z
  .strictObject({
    ca: z.string().optional().meta({description: 'File with the certificate authority, PEM'}),
    certificate: z.string().optional().meta({description: 'File with the client certificate, PEM'}),
    key: z.string().optional().meta({description: 'File with the key of the client certificate, PEM'}),
    insecure: z.literal(true).optional().meta({description: 'Takes any server certificate: for tests only'}),
  })
  .meta({id: 'tls'});
export type TlsFiles = z.output<typeof Tls>;

const url = ServerUrl.refine(
  text => !URL.parse(text)?.username,
  `holds a user name: put credentials under auth, as ${REFERENCE}`,
);

/** Known intervals on the way to a source. */
export const delays = z
  .array(z.strictObject({for: Duration, why: z.string().min(1)}))
  .default([])
  .meta({description: 'Known intervals on the way to this source (flush, refresh, schedule): its latency budget'});

/** The name of a source in reports. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
  .optional()
  .meta({description: 'Name in reports; default: the type'});

/** What every source has. */
export const common = {id, delays};

/** Headers that say how a question is sent are not the stack file's to say. */
const OURS =
  /^(accept|accept-encoding|connection|content-.*|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
/** Names of headers whose values are credentials. */
const CREDENTIAL = /auth|cookie|key|pass|secret|token/i;

const headers = z
  .record(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header')
      .refine(name => !OURS.test(name), 'is a header that kubedrill sets itself'),
    z.union([z.string().regex(/^[\x20-\x7e]*$/, 'must be printable ASCII'), z.strictObject({file: z.string().min(1)})]),
  )
  .refine(all => Object.entries(all).every(([name, value]) => !CREDENTIAL.test(name) || isReference(value)), {
    error: `a header that carries a credential takes ${REFERENCE} of an environment variable, or {file: PATH}`,
  })
  .meta({id: 'headers', description: `Headers of every request; a value may be ${REFERENCE}, or {file: PATH}`});
export type Headers = z.output<typeof headers>;

/** Where a server is asked over HTTP, and as whom. */
export const endpoint = {
  url,
  auth: Auth.optional(),
  tls: Tls.optional(),
  tenant: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional()
    .meta({description: 'Tenant, sent as X-Scope-OrgID: Loki, Mimir and Cortex have several'}),
  headers: headers.optional(),
  maxAnswerMiB: z.int().min(1).max(1024).default(64).meta({
    description: 'The largest answer that is read, in MiB, packed and unpacked; a larger one counts as no answer',
  }),
};

/** How often a source is asked. */
export const every = Duration.refine(text => parseDuration(text) !== 0, 'must be a duration above 0ms')
  .default('1s')
  .meta({description: 'Time between two requests'});

/** What every source has that is asked over HTTP. */
export const asked = {...common, ...endpoint, every};

/** Where a source of alerts hands them to. */
const handsTo = z.string().optional().meta({
  description:
    'Id of the source, such as an Alertmanager, to which this product sends its alerts: then an alert counts when it is there, and is not silenced',
});

/** What every source of alerts has: whose rules count for which expectation. */
export const alerting = {
  handsTo,
  rules: z.record(z.string(), z.array(z.string()).min(1)).default({}).meta({
    description: "kubedrill's rule → names or ids of this product's rules that mean the same; default: any alert",
  }),
  ignore: z
    .array(z.string())
    .default([])
    .meta({description: 'Rules of this product whose alerts never count, such as one that alerts on everything'}),
};

/**
 * Where a source listens. What is not loopback needs a token, unless it is one of `hosts`, whose token is made by
 * kubedrill itself, or its posts are signed.
 */
export const listenOn = (hosts: readonly string[] = [], {signed = false}: {signed?: boolean} = {}) =>
  z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65_535),
      token: SecretRef.optional().meta({
        description: signed
          ? 'Asked for beside the signature; sent as bearer token or as the last part of the path'
          : 'Needed unless host is loopback; sent as bearer token or as the last part of the path',
      }),
      certificate: z.string().optional().meta({description: 'File with the server certificate, PEM'}),
      key: z.string().optional().meta({description: 'File with its key, PEM'}),
    })
    .refine(l => signed || l.token !== undefined || isLoopback(l.host) || hosts.includes(l.host), {
      path: ['token'],
      message: 'is missing: without it, anybody who reaches a port that is not loopback could post evidence',
    })
    .refine(l => (l.certificate === undefined) === (l.key === undefined), 'needs certificate and key, or neither');

/** What every source has that is posted to. */
export const posted = {...common, listen: listenOn()};

/** What every source has whose posts are signed. */
export const postedSigned = {
  ...common,
  listen: listenOn([], {signed: true}),
  secret: SecretRef.meta({
    description: 'With what the product signs its posts: a post that is not signed so is refused',
  }),
};
