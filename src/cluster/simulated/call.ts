import type {RequestInfo} from '../../kube/request-info.js';
import type {User} from './access/identity.js';
import type {AuditRecord} from './audit.js';
import type {Subject} from './status.js';
import type {Collection} from './store.js';

/** One authenticated, authorised request on its way through the server. */
export interface Call {
  method: string;
  query: URLSearchParams;
  info: RequestInfo;
  user: User;
  /** The decoded body; undefined when there is none. */
  body: unknown;
  /** Keys that stand twice in a map of the body; see `Body`. */
  repeated: readonly string[];
  isYaml: boolean;
  contentType: string;
  /** The `Accept` header. */
  accept: string | undefined;
  dryRun: boolean;
  /** What the client is warned of, beside the answer. */
  warnings: string[];
  record: AuditRecord;
}

/** What the server answers with. */
export interface Answer {
  code: number;
  body: unknown;
  /** Its media type, where that is another than JSON's or a plain text's. */
  contentType?: string;
  /** Whether the answer goes on until the client leaves, though nothing more comes. */
  held?: true;
  /** Whether the audit event keeps no body, whatever the level is. */
  unaudited?: true;
}

/** What the messages about a call are about. */
export const subjectOf = ({info}: Pick<Call, 'info'>, name = info.name): Subject => ({
  group: info.apiGroup ?? '',
  resource: info.resource ?? '',
  ...(name !== undefined && {name}),
});

/** Where the object of a call lies. */
export const collectionOf = ({info}: Pick<Call, 'info'>): Collection => ({
  group: info.apiGroup ?? '',
  resource: info.resource ?? '',
  // A namespace is asked for under its own path, but does not lie in itself.
  namespace: info.resource === 'namespaces' ? undefined : info.namespace,
});
