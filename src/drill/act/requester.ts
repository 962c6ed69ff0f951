import type {ApiAnswer} from '../../cluster/api/answer.js';
import {NoAnswer} from '../../cluster/api/client.js';
import type {NodeShell} from '../../cluster/cluster.js';
import type {EventLog} from '../../events/log.js';
import type {Purpose, StepOutcome} from '../../events/words.js';
import type {ApiRequest} from '../../kube/request.js';
import type {Clock} from '../../lib/clock.js';
import {messageOf} from '../../lib/errors.js';
import type {Journal} from '../../run/journal/journal.js';
import {RUN_LABEL} from '../../run/labels.js';
import {isKnown, Reach} from '../../run/reach.js';
import {outcomeOf} from '../../run/refusal.js';
import {type Execution, NODE_COMMAND, type OwnRequest} from '../execution.js';
import {createdPath} from '../plan/created.js';
import type {Identities} from './identities.js';

/** Why, for which step and as whom a request is made. */
export interface Errand {
  purpose: Purpose;
  step: string;
  /** `actor`, `drill`, or another of the identities of the execution. */
  as: string;
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
  /** True when the server was asked and did not answer: nobody can say what became of the request. */
  unanswered?: true;
}

/** A command on a node, and the request that a component of the node makes in consequence. */
export interface NodeCommand {
  command: readonly string[];
  /** Name of the node; absent: the one that runs the API server. */
  on?: string | undefined;
  seenAs?: {user: string; method: string; path: string} | undefined;
}

/** What a requester works with. */
export interface RequesterParts {
  execution: Execution;
  identities: Identities;
  log: EventLog;
  journal: Journal;
  clock: Clock;
  /** Runs commands on nodes, where the cluster lets us. */
  nodes?: NodeShell | undefined;
  /** Whether the server answers; absent: for this requester alone. */
  reach?: Reach;
}

/** What is the drill's own doing: it is made again until it is known what became of it. */
const INSISTED: readonly Purpose[] = ['set-up', 'contain', 'clean-up'];

/** What the server answers when it has made an object; 200 means that there was one already, which was changed. */
const CREATED = 201;

/** Makes the requests of one execution: each is journaled, registered and logged before it is sent. */
export class Requester {
  readonly execution: Execution;
  readonly identities: Identities;
  readonly log: EventLog;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly nodes: NodeShell | undefined;
  readonly reach: Reach;
  /** API paths of what may have come into being, in order: known before each request is sent. */
  readonly createdPaths: string[] = [];
  /** What the server named those that it has made outside of the execution's namespace, by path. */
  readonly made = new Map<string, string>();

  constructor(parts: RequesterParts) {
    this.execution = parts.execution;
    this.identities = parts.identities;
    this.log = parts.log;
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.nodes = parts.nodes;
    this.reach = parts.reach ?? new Reach(parts.clock, 0);
  }

  /** Sends one request under an identity. Never throws but when aborted. */
  async send(request: ApiRequest, errand: Errand): Promise<Sent> {
    const {purpose, step} = errand;
    const {method, path} = request;
    const created = createdPath(request);
    const again = created !== undefined && this.createdPaths.includes(created);
    if (created !== undefined && !again) {
      this.journal.write({type: 'create', path: created});
      this.createdPaths.push(created);
    }
    const actor = this.identities.nameOf(errand.as);
    const attempt = () => {
      const target = created ?? path;
      const own = this.execution.register({purpose, step, method, path, as: errand.as, target}, this.clock);
      return this.#tell(own, {actor, method, path}, () => this.#deliver(request, own, errand));
    };
    const known = ({unanswered, answer}: Sent) => !unanswered && (!answer || isKnown(answer.code, errand.wanted));
    const sent = INSISTED.includes(purpose)
      ? await this.reach.insist(
          async repeated => (repeated ? this.#asMeant(request, await attempt(), errand) : attempt()),
          known,
          errand.signal,
        )
      : await attempt();
    if (created !== undefined && sent.outcome === 'executed') this.#remember(created, sent.answer, again);
    return sent;
  }

  /** What the request was for may be so already: the answer that was lost was that to one before it. */
  async #asMeant(request: ApiRequest, sent: Sent, errand: Errand): Promise<Sent> {
    const code = sent.answer?.code;
    if (request.method === 'DELETE' && code === 404) return {...sent, outcome: 'executed'};
    const path = code === 409 ? createdPath(request) : undefined;
    if (path === undefined) return sent;
    const found = await this.#deliver({method: 'GET', path}, sent.request, {...errand, wanted: [200]});
    if (found.answer?.code !== 200 || !this.#isOurs(path, found.answer)) return found.unanswered ? found : sent;
    return {request: sent.request, outcome: 'executed', answer: {...found.answer, code: CREATED}};
  }

  /** In the execution's own namespace nobody else makes anything. */
  #isOurs(path: string, {body}: ApiAnswer): boolean {
    const {namespace, run} = this.execution;
    const labels = (body as {metadata?: {labels?: Record<string, string>}} | null)?.metadata?.labels;
    return labels?.[RUN_LABEL] === run || path.includes(`/namespaces/${namespace}/`);
  }

  /** What was made is known by its UID from now on; what was there before is not to be deleted. */
  #remember(path: string, answer: ApiAnswer | undefined, again: boolean): void {
    if (answer?.code === CREATED) {
      this.execution.created++;
      const uid = (answer.body as {metadata?: {uid?: unknown}} | null)?.metadata?.uid;
      if (typeof uid !== 'string' || path.includes(`/namespaces/${this.execution.namespace}/`)) return;
      this.made.set(path, uid);
      this.journal.write({type: 'made', path, uid});
    } else if (!again && answer?.code === 200) {
      this.createdPaths.splice(this.createdPaths.indexOf(path), 1);
      this.journal.write({type: 'gone', path});
    }
  }

  /** Runs one command on a node; it has done what it should when it exits with 0. Never throws but when aborted. */
  async runOnNode({command, on, seenAs}: NodeCommand, errand: Omit<Errand, 'as' | 'wanted'>): Promise<Sent> {
    const {purpose, step, signal} = errand;
    const run = {method: NODE_COMMAND, path: command.join(' ').replaceAll(/\s+/g, ' ')};
    const seen = seenAs ?? run;
    const own = this.execution.register({purpose, step, ...seen, as: 'node', target: seen.path}, this.clock);
    const node = on ?? this.nodes?.defaultNode ?? 'node';
    const said = {actor: `root on ${node}`, ...run};
    return this.#tell(own, said, async () => {
      const result = await this.nodes?.run(node, command, signal);
      signal?.throwIfAborted();
      this.#stamp(own);
      if (result?.ok) return {request: own, outcome: 'executed', answer: {code: 0, body: {output: result.stdout}}};
      const why = result
        ? `${result.why} ${result.exitCode ?? ''} ${result.output}`.trim()
        : 'no commands on nodes here';
      return {request: own, outcome: 'failed', message: why};
    });
  }

  /** Logs that something is done before it is, and what came of it. */
  async #tell(own: OwnRequest, said: {actor: string; method: string; path: string}, act: () => Promise<Sent>) {
    const who = {scenario: this.execution.id, purpose: own.purpose, step: own.step, auditId: own.auditId};
    this.log.append({type: 'step.sent', ...who, ...said});
    const sent = await act();
    this.log.append({
      type: 'step.answered',
      ...who,
      outcome: sent.outcome,
      tookMs: Math.round((own.answeredAt ?? this.clock.now()) - own.sentAt),
      ...(own.code !== undefined && {code: own.code}),
      ...(sent.message !== undefined && {message: sent.message}),
    });
    return sent;
  }

  async #deliver(request: ApiRequest, own: OwnRequest, errand: Errand): Promise<Sent> {
    try {
      const client = await this.identities.client(errand.as);
      const answer = await client.send(request, {
        auditId: own.auditId,
        timeoutMs: this.reach.timeoutMs,
        ...(errand.signal && {signal: errand.signal}),
        onAnswer: code => {
          own.code = code;
          this.#stamp(own);
        },
      });
      own.code = answer.code;
      this.#stamp(own);
      if (isKnown(answer.code, errand.wanted)) this.reach.heard();
      const outcome = outcomeOf(answer, errand.wanted);
      if (answer.message !== undefined) own.message = answer.message;
      if (answer.warnings) own.warnings = answer.warnings;
      return {request: own, outcome, answer, ...(answer.message !== undefined && {message: answer.message})};
    } catch (error) {
      errand.signal?.throwIfAborted();
      const unanswered = error instanceof NoAnswer;
      if (unanswered) this.reach.unheard(own.sentAt);
      return {request: own, outcome: 'failed', message: messageOf(error), ...(unanswered && {unanswered})};
    }
  }

  #stamp(own: OwnRequest): void {
    own.answeredAt ??= this.clock.now();
    own.answeredAtWall ??= this.clock.wall().getTime();
  }
}
