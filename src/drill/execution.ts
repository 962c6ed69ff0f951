import {randomBytes, randomUUID} from 'node:crypto';
import type {PlannedScenario} from '../events/events.js';
import type {Purpose} from '../events/words.js';
import type {Clock} from '../lib/clock.js';
import {RUN_LABEL, SCENARIO_LABEL} from '../run/labels.js';
import type {Scenario} from '../scenario/schema.js';
import {userAgentOf} from '../sources/claim.js';

/** The method that stands for a command on a node, which is not a request; its path is the command line. */
export const NODE_COMMAND = 'NODE';

/** One request that an execution made: what makes a signal its own. */
export interface OwnRequest {
  auditId: string;
  purpose: Purpose;
  step: string;
  /** Method and path as the API server sees them: for a command on a node, of the request that follows from it. */
  method: string;
  path: string;
  /** Who makes the request that follows from a command on a node. */
  user?: string;
  /** Whose credentials it carries: `actor`, `drill`, or another identity of the scenario. */
  as: string;
  /** The API path of the object that it is about: that of a create ends in the name that stands in its body. */
  target: string;
  /**
   * On the monotonic clock; `sentAtWall` is the same moment in milliseconds since 1970, for what has only timestamps.
   */
  sentAt: number;
  sentAtWall: number;
  /** When the response began; evidence may be there a little earlier. */
  answeredAt?: number;
  answeredAtWall?: number;
  code?: number;
  message?: string;
  /** What the server warned of in its answer. */
  warnings?: readonly string[];
}

/** One scenario being played once: its identity and the requests it made. */
export class Execution {
  /** Unique to this execution; part of its namespace's and objects' names and of its user agent. */
  readonly token = `kd-${randomBytes(3).toString('hex')}`;
  readonly namespace = this.token;
  readonly userAgent = userAgentOf(this.token);
  readonly requests = new Map<string, OwnRequest>();
  /** The user that attacks, as the API server names it; undefined when its requests carry no valid credential. */
  actorUser: string | undefined;
  /** Every user under whom its steps act, beside the drill itself, as the API server names them. */
  readonly users = new Set<string>();
  /** How many objects it created. */
  created = 0;

  constructor(
    readonly scenario: Scenario,
    readonly planned: PlannedScenario,
    readonly run: string,
  ) {}

  get id(): string {
    return this.scenario.id;
  }

  /** The service account that attacks, where there is one. */
  get serviceAccount(): string {
    return 'serviceAccount' in this.scenario.actor ? this.scenario.actor.serviceAccount : 'default';
  }

  get labels(): Record<string, string> {
    return {[RUN_LABEL]: this.run, [SCENARIO_LABEL]: this.id.replace(':', '.')};
  }

  /** Registers a request before it is sent: its evidence may be readable before its response. */
  register(
    request: Pick<OwnRequest, 'purpose' | 'step' | 'method' | 'path' | 'as' | 'target' | 'user'>,
    clock: Clock,
  ): OwnRequest {
    const own: OwnRequest = {
      auditId: randomUUID(),
      sentAt: clock.now(),
      sentAtWall: clock.wall().getTime(),
      ...request,
    };
    this.requests.set(own.auditId, own);
    return own;
  }

  /** The requests of the attack itself, in order. */
  get attackRequests(): OwnRequest[] {
    return [...this.requests.values()].filter(r => r.purpose === 'attack');
  }
}
