import type {AuditEvent} from '../../src/audit/event.js';
import {requestInfo} from '../../src/kube/request-info.js';
import {createRuleEngine} from '../../src/sigma/engine.js';
import {loadRules} from '../../src/sigma/load/load.js';

/** A request, and what became of it; what is left out is that of an allowed request of a user alice. */
export interface Asked {
  path: string;
  method?: string;
  user?: string;
  groups?: string[];
  userAgent?: string;
  code?: number;
  body?: unknown;
  /** The name of an object that is created: it is not in the path. */
  name?: string;
  /** The object that the server answers with. */
  answer?: unknown;
  annotations?: Record<string, string>;
}

const START = Date.parse('2026-11-25T08:00:00Z');

/** Requests as the API server audits them, a second apart. */
export const auditEvents = (asked: readonly Asked[]): AuditEvent[] =>
  asked.map(
    ({path, method = 'GET', user = 'alice', groups = ['system:authenticated'], code = 200, ...rest}, second) => {
      const {verb, resource, subresource, apiGroup, namespace, name = rest.name} = requestInfo(method, path);
      const at = new Date(START + second * 1000).toISOString();
      return {
        level: 'RequestResponse',
        auditID: `00000000-0000-4000-8000-${String(second).padStart(12, '0')}`,
        stage: 'ResponseComplete',
        requestURI: path,
        verb,
        user: {username: user, groups},
        userAgent: rest.userAgent ?? 'client/1.0',
        objectRef: {
          ...(resource !== undefined && {resource}),
          ...(subresource !== undefined && {subresource}),
          ...(apiGroup && {apiGroup}),
          ...(namespace !== undefined && {namespace}),
          ...(name !== undefined && {name}),
        },
        responseStatus: {code},
        ...(rest.body !== undefined && {requestObject: rest.body}),
        ...(rest.answer !== undefined && {responseObject: rest.answer}),
        annotations: {'authorization.k8s.io/decision': 'allow', ...rest.annotations},
        requestReceivedTimestamp: at,
        stageTimestamp: at,
      };
    },
  );

const {set: OWN_RULES} = loadRules(['rules']);

/** The rules of kubedrill that alert on these requests, by id, each once. */
export function alertsOn(...asked: readonly Asked[]): string[] {
  const engine = createRuleEngine(OWN_RULES);
  const matches = auditEvents(asked).flatMap(event => engine.push(event));
  return [...new Set(matches.map(match => match.rule.id))].sort();
}
