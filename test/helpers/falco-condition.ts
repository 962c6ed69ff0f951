import type {AuditEvent} from '../../src/audit/event.js';

/** Macros of k8s_audit_rules.yaml (k8saudit 0.18.0) that the rules of stacks/falco use. */
const PLUGIN_MACROS: Record<string, string> = {
  kevt: '(jevt.value[/stage]=ResponseComplete)',
  kcreate: '(ka.verb=create)',
  kmodify: '(ka.verb in (create,update,patch))',
  response_successful: '(ka.response.code startswith 2)',
  secret: '(ka.target.resource=secrets)',
  service: '(ka.target.resource=services)',
  serviceaccount: '(ka.target.resource=serviceaccounts)',
  rolebinding: '(ka.target.resource=rolebindings)',
};

/** An entry of a file of Falco rules. */
export interface FalcoEntry {
  rule?: string;
  macro?: string;
  list?: string;
  items?: string[];
  condition?: string;
}

type Test = (event: AuditEvent) => boolean;

/** What a rule of the file says of an audit event: as much of Falco's language as these rules use. */
export function conditionOf(rule: FalcoEntry, entries: readonly FalcoEntry[]): Test {
  const tokens = [...(rule.condition ?? '').matchAll(/[()]|[^\s(),=]+(?:\[[^\]]*\])?|=|,/g)].map(m => m[0]);
  const take = (): string => tokens.shift() ?? '';
  const macro = (name: string): Test => {
    const condition = entries.find(e => e.macro === name)?.condition ?? PLUGIN_MACROS[name];
    if (condition === undefined) throw new Error(`no macro ${name}`);
    return conditionOf({condition}, entries);
  };
  const list = (): string[] => {
    const items: string[] = [];
    take();
    for (let next = take(); next !== ')'; next = take()) if (next !== ',') items.push(next);
    return items.flatMap(item => entries.find(e => e.list === item)?.items ?? item);
  };
  const comparison = (name: string): Test => {
    switch (tokens[0]) {
      case 'in':
      case 'intersects': {
        take();
        const items = list();
        return event => valuesOf(event, name).some(value => items.includes(value));
      }
      case 'exists':
        take();
        return event => valuesOf(event, name).length > 0;
      case 'startswith': {
        take();
        const start = take();
        return event => valuesOf(event, name).some(value => value.startsWith(start));
      }
      case '=': {
        take();
        const wanted = take();
        return event => valuesOf(event, name).includes(wanted);
      }
      default:
        return macro(name);
    }
  };
  const factor = (): Test => {
    const token = take();
    if (token === 'not') {
      const inner = factor();
      return event => !inner(event);
    }
    if (token !== '(') return comparison(token);
    const inner = either();
    take();
    return inner;
  };
  const chain = (word: string, part: () => Test, join: (tests: Test[]) => Test): Test => {
    const tests = [part()];
    while (tokens[0] === word) {
      take();
      tests.push(part());
    }
    return join(tests);
  };
  const both = (): Test => chain('and', factor, tests => event => tests.every(test => test(event)));
  const either = (): Test => chain('or', both, tests => event => tests.some(test => test(event)));
  return either();
}

const FIELDS: Record<string, (event: AuditEvent) => unknown> = {
  'ka.verb': e => e.verb,
  'ka.user.name': e => e.user.username,
  'ka.user.groups': e => e.user.groups,
  'ka.target.resource': e => e.objectRef?.resource,
  'ka.target.subresource': e => e.objectRef?.subresource,
  'ka.target.namespace': e => e.objectRef?.namespace,
  'ka.target.name': e => e.objectRef?.name,
  'ka.response.code': e => e.responseStatus?.code,
  'ka.auth.decision': e => e.annotations?.['authorization.k8s.io/decision'],
  'ka.req.binding.role': e => at(e, ['requestObject', 'roleRef', 'name']),
  'ka.req.service.type': e => at(e, ['requestObject', 'spec', 'type']),
};

function valuesOf(event: AuditEvent, field: string): string[] {
  const pointer = /^jevt\.value\[\/(.*)\]$/.exec(field)?.[1];
  const read = FIELDS[field];
  if (pointer === undefined && !read) throw new Error(`no field ${field}`);
  const value = pointer === undefined ? read?.(event) : at(event, pointer.split('/'));
  return [value].flat().flatMap(one => (one === undefined || one === null ? [] : [String(one)]));
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], value);
