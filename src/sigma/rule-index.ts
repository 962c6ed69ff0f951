import type {AuditEvent} from '../audit/event.js';
import {requiredValues} from './requirements.js';
import type {EventRule} from './rule-set.js';

interface Entry {
  rule: EventRule;
  verbs: ReadonlySet<string> | undefined;
}

/**
 * Finds the rules that could match an event by the resource and verb they require, so that the cost of an event grows
 * with the rules about its resource, not with all there are.
 */
export class RuleIndex {
  readonly #byResource = new Map<string, Entry[]>();
  readonly #anyResource: Entry[] = [];

  constructor(rules: readonly EventRule[]) {
    for (const rule of rules) {
      const entry = {rule, verbs: requiredValues(rule, 'verb')};
      const resources = requiredValues(rule, 'objectRef.resource');
      if (!resources) this.#anyResource.push(entry);
      else for (const resource of resources) this.#add(resource, entry);
    }
  }

  #add(resource: string, entry: Entry): void {
    const entries = this.#byResource.get(resource);
    if (entries) entries.push(entry);
    else this.#byResource.set(resource, [entry]);
  }

  /** Calls `found` for each rule that matches the event. */
  match(event: AuditEvent, found: (rule: EventRule) => void): void {
    const verb = event.verb?.toLowerCase() ?? '';
    const resource = event.objectRef?.resource?.toLowerCase();
    const about = resource === undefined ? undefined : this.#byResource.get(resource);
    if (about) test(about, verb, event, found);
    test(this.#anyResource, verb, event, found);
  }
}

function test(entries: readonly Entry[], verb: string, event: AuditEvent, found: (rule: EventRule) => void): void {
  for (const {rule, verbs} of entries) {
    if ((verbs === undefined || verbs.has(verb)) && rule.test(event)) found(rule);
  }
}
