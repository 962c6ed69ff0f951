import type {ApiAnswer, ApiClient} from '../cluster/client.js';
import type {EventLog} from '../events/log.js';
import type {Purpose, StepOutcome} from '../events/words.js';
import type {Clock} from '../lib/clock.js';
import {messageOf} from '../lib/errors.js';
import type {ApiRequest} from '../scenario/request.js';
import {createdPath} from './created.js';
import type {Execution, OwnRequest} from './execution.js';
import type {Journal} from './journal.js';
import {outcomeOf} from './refusal.js';

/** Why, for which step and as whom a request is made. */
export interface Errand {
  purpose: Purpose;
  step: string;
  as: 'actor' | 'drill';
  /** HTTP statuses that mean the step did what it is meant to do; absent: any 2xx, or 101. */
  wanted?: readonly number[];
  signal?: AbortSignal;
}

/** What came of a request. `answer` is absent when the server did not answer. */
export interface Sent {
  request: OwnRequest;
  outcome: StepOutcome;
  answer?: ApiAnswer;
  message?: string;
}

/** Makes the requests of one execution: each is journaled, registered and logged before it is sent. */
export class Requester {
  /** Set once the actor exists; until then only the drill itself can act. */
  actor: ApiClient | undefined;
  /** API paths of what may have come into being, in order: known before each request is sent. */
  readonly createdPaths: string[] = [];

  constructor(
    readonly execution: Execution,
    readonly drill: ApiClient,
    readonly log: EventLog,
    readonly journal: Journal,
    readonly clock: Clock,
  ) {}

  async send(request: ApiRequest, errand: Errand): Promise<Sent> {
    const {execution, clock} = this;
    const {purpose, step} = errand;
    const {method, path} = request;
    const created = createdPath(request);
    if (created) {
      this.journal.write({type: 'create', path: created});
      this.createdPaths.push(created);
    }
    const own = execution.register({purpose, step, method, path, as: errand.as, target: created ?? path}, clock);
    const who = {scenario: execution.id, purpose, step, auditId: own.auditId};
    this.log.append({type: 'step.sent', ...who, actor: this.#nameOf(errand.as), method, path});
    const sent = await this.#deliver(request, own, errand);
    if (created && sent.outcome === 'executed') execution.created++;
    this.log.append({
      type: 'step.answered',
      ...who,
      outcome: sent.outcome,
      tookMs: Math.round((own.answeredAt ?? clock.now()) - own.sentAt),
      ...(own.code !== undefined && {code: own.code}),
      ...(sent.message !== undefined && {message: sent.message}),
    });
    return sent;
  }

  async #deliver(request: ApiRequest, own: OwnRequest, errand: Errand): Promise<Sent> {
    const client = errand.as === 'actor' && this.actor ? this.actor : this.drill;
    try {
      const answer = await client.send(request, {
        auditId: own.auditId,
        ...(errand.signal && {signal: errand.signal}),
        onAnswer: code => {
          own.code = code;
          this.#stamp(own);
        },
      });
      own.code = answer.code;
      this.#stamp(own);
      const outcome = outcomeOf(answer, errand.wanted);
      if (answer.message !== undefined) own.message = answer.message;
      return {request: own, outcome, answer, ...(answer.message !== undefined && {message: answer.message})};
    } catch (error) {
      errand.signal?.throwIfAborted();
      return {request: own, outcome: 'failed', message: messageOf(error)};
    }
  }

  #stamp(own: OwnRequest): void {
    own.answeredAt ??= this.clock.now();
    own.answeredAtWall ??= this.clock.wall().getTime();
  }

  #nameOf(as: Errand['as']): string {
    const {actor} = this.execution.scenario;
    if (as === 'drill') return 'kubedrill';
    if ('anonymous' in actor) return 'nobody (no credential)';
    if ('invalidToken' in actor) return 'nobody (invalid credential)';
    return this.execution.actorUser ?? actor.serviceAccount;
  }
}
