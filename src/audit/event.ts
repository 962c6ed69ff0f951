/** Who made a request, as the API server's authenticator saw it; `{}` on a 401. */
export interface AuditUser {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

/**
 * One event of the Kubernetes audit log (`audit.k8s.io/v1`), as the API server wrote it; fields not listed here are
 * kept. Events that a webhook delivers lack `kind` and `apiVersion`.
 *
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event
 */
export interface AuditEvent {
  kind?: 'Event';
  apiVersion?: 'audit.k8s.io/v1';
  level: AuditLevel;
  auditID: string;
  stage: AuditStage;
  requestURI: string;
  verb: string;
  user: AuditUser;
  impersonatedUser?: AuditUser;
  sourceIPs?: string[];
  /** Absent, not empty, when the client sent none. */
  userAgent?: string;
  objectRef?: {
    resource?: string;
    namespace?: string;
    name?: string;
    uid?: string;
    apiGroup?: string;
    apiVersion?: string;
    resourceVersion?: string;
    subresource?: string;
  };
  responseStatus?: {code?: number; status?: string; reason?: string; message?: string; details?: unknown};
  requestObject?: unknown;
  responseObject?: unknown;
  /** RFC 3339 with microseconds. */
  requestReceivedTimestamp: string;
  stageTimestamp: string;
  annotations?: Record<string, string>;
  [field: string]: unknown;
}

export const AUDIT_LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

export const AUDIT_STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type AuditStage = (typeof AUDIT_STAGES)[number];

/** What makes two lines the same event: one request has an event per stage, and clients may repeat an id. */
export const eventKey = (event: AuditEvent): string =>
  `${event.auditID} ${event.stage} ${event.requestReceivedTimestamp} ${event.stageTimestamp}`;
