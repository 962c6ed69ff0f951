import type {Evidence} from './evidence.js';

/** A written procedure as people had it: what shows that a step was done stands beside it. */
export interface AskedProcedure {
  id: string;
  title: string;
  owner: string;
  steps: {
    id: string;
    text: string;
    role?: string;
    /** Absent: nothing shows it. `checks`: of containment, by their names. `preserved`: evidence of that resource. */
    seen?: 'acknowledged' | 'ticked' | {checks: string[]} | {preserved: string};
  }[];
}

/** The facts of a run that are about people: what they were asked, what they did, what came of it. */
export interface PeopleEventTypes {
  /** Somebody took an alert. Logs before 0.3 have a `signal.seen` of stage `acknowledged` in its place. */
  'alert.acknowledged': {
    scenario: string;
    /** The `seq` of the `signal.seen` of the alert that it takes; absent when it takes none of this scenario. */
    alert?: number;
    source: string;
    /** Milliseconds after the first alert that counted; 0 when there was none. */
    latencyMs: number;
    /** The source's own timestamp, RFC 3339. */
    sourceTime?: string;
    /** Who did it; absent: the product does not say. */
    person?: string;
    /** Why nobody is named, such as `OpenSearch does not say`, where that is known. */
    unnamed?: string;
    /** Whether a rule or an integration did it: such a one never counts. */
    robot: boolean;
    /** Whether an expectation counts it; `reason` says why not. */
    counted: boolean;
    reason?: string;
    /** The keys by which it names what it takes. */
    keys: string[];
    /** Names of alerts of others that it hides as well: nobody is notified of them while it lasts. */
    hides?: string[];
    evidence: Evidence;
  };
  /**
   * People were given accounts of their own, by which the audit log tells them apart: all who have one by now. `file` is
   * their kubeconfig in the folder of the run, where it lies there.
   */
  'responders.admitted': {people: {name: string; user: string; file?: string}[]};
  /** A person did something to the objects of a scenario while people were to respond, as the audit log has it. */
  'person.acted': {
    scenario: string;
    auditId: string;
    user: string;
    verb: string;
    resource: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    /** HTTP status. */
    code: number;
    /** When the API server answered, RFC 3339. */
    actedAt: string;
  };
  /** What people are to keep as evidence before it is gone, and the workloads that they are not to harm. */
  'response.asked': {
    scenario: string;
    /** `uid`: that of the object, where it is there after the attack: evidence that is handed in names it. */
    preserve: {resource: string; name: string; namespace?: string; uid?: string}[];
    bystanders: string[];
    /** What a facilitator may read out. */
    story?: string;
    /** The written procedure that people have. */
    procedure?: AskedProcedure;
  };
  /** A bystander's workload works, or no longer does. */
  'harm.changed': {
    scenario: string;
    bystander: string;
    state: 'fine' | 'harmed' | 'unknown';
    detail: string;
    /** Milliseconds after the end of the attack. */
    sinceMs: number;
  };
  /** A check of containment stands otherwise than before, while people respond. */
  'containment.changed': {
    scenario: string;
    check: string;
    state: 'held' | 'not held' | 'unknown';
    detail: string;
    /** Milliseconds after the end of the attack. */
    sinceMs: number;
  };
  /** People contained the attack: every check held for as long as asked. */
  'scenario.contained': {
    scenario: string;
    /** From the end of the attack to the start of the span in which all checks held, in milliseconds. */
    ttcMs: number;
    /**
     * By how much `ttcMs` may be off, in milliseconds: that span began between the last look that found a check not to
     * hold, or the end of the attack, and the end of the first that found all to hold. Absent: it was not looked for.
     */
    unsureMs?: number;
    /** For how long before it a check could not be read, in milliseconds; absent: all of them could. */
    unknownMs?: number;
    withinMs: number;
    holdMs: number;
    checks: string[];
  };
}
