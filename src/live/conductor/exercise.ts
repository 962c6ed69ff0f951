import type {DrillControl} from '../../drill/control.js';
import type {Turns} from '../../drill/turns.js';
import type {DrillEvent, DrillFact, EventOf, EventType} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Inject, Question} from '../../scenario/exercise/script.js';
import type {Table} from '../../tabletop/paper/table.js';
import {aboutOf, aboutRequest, auditIdsOf} from '../../view/live/alert-about.js';
import {LiveFold} from '../../view/live/fold.js';
import type {LiveView} from '../../view/live/view.js';
import {AlertNames, Feed} from '../project/feed.js';
import type {Audience} from '../project/project.js';
import {Course} from '../script/course.js';
import {DrillTime} from './drill-time.js';
import {askedQuestion, type Opening, openedFact, scriptFact} from './opening.js';
import {busy} from './refused.js';
import type {Roster} from './roster.js';
import {dueInjects, type ScriptState} from './script-runner.js';
import {NO_FACILITATOR, ON_ITS_OWN, Steered} from './steered.js';
import type {Teaching} from './teaching.js';

/** What a conductor is given. */
export interface ExerciseInput extends Opening {
  log: EventLog;
  /** How the engine is steered: it waits for turns. */
  control: DrillControl & {turns: Turns};
  clock: Clock;
  roster: Roster;
  /** The id of the run: numbers of feeds are those of this run. */
  run: string;
  /** What a trainer can do for teams, in a workshop. */
  teaching?: Teaching;
  /** What is played around a table, without a cluster: alerts and all other evidence lie sealed until somebody looks. */
  table?: Table;
}

/** Drill time may stand still for this long before the machine is taken to have slept, in milliseconds. */
const GAP_MS = 5000;

/**
 * A drill with people while it goes on. The log is the truth: what people do becomes an event, and everything that is
 * known here is made from events, so that a conductor that was killed can go on from the log.
 */
export class Exercise {
  readonly time: DrillTime;
  readonly course = new Course();
  readonly feeds = new Map<string, Feed>();
  readonly questions: ReadonlyMap<string, Question>;
  readonly #fold = new LiveFold();
  readonly #state = {done: new Set<string>(), heldUntil: new Map<string, number>(), led: new Map<string, number>()};
  /** What templates stand for: `user:ID`, `namespace:ID`, `token:ID`. */
  readonly #names = new Map<string, string>();
  readonly #scenarios = new Map<string, string>();
  /** The requests of attacks, by audit id. */
  readonly #requests = new Map<string, EventOf<'step.sent'>>();
  /** How many events of each type there were. */
  readonly #counts = new Map<EventType, number>();
  /** Where drill time stood at its last change, and the time of the log then. */
  #changed = {t: 0, ms: 0, runs: false};
  /** The last beat, on both clocks. */
  #beat: {now: number; wall: number};
  readonly #done = new Map<string, number>();
  readonly #steered = new Steered();
  #folded = 0;
  readonly #finished = Promise.withResolvers<void>();

  constructor(readonly input: ExerciseInput) {
    const {clock, control, roster, log, drill} = input;
    this.time = new DrillTime(clock, control.leeway.pauses);
    this.questions = new Map(drill.questions.map(question => [question.id, question]));
    this.#beat = {now: clock.now(), wall: clock.wall().getTime()};
    const names = new AlertNames();
    // All staff are sent the same: one feed for all of them.
    const staff = new Feed('', 'controls', names);
    const isStaff = (kind: Audience) => kind === 'controls' || kind === 'observes';
    for (const {id, kind} of roster.roles) this.feeds.set(id, isStaff(kind) ? staff : new Feed(id, kind, names));
    control.turns.onOpen = () => {
      if (!log.isBroken) this.append({type: 'exercise.ready', t: this.t});
    };
    const others = [...this.feeds.values()].filter(feed => feed !== staff);
    log.subscribe(event => {
      names.take(event);
      this.#take(event);
      staff.take(event);
      for (; this.#folded < staff.frames.length; this.#folded++) {
        this.#fold.add(JSON.parse(staff.frames[this.#folded] ?? ''));
      }
      for (const feed of others) feed.take(event);
    });
  }

  /** What the numbers of this exercise's feeds belong to. */
  get epoch(): string {
    return this.input.run;
  }

  /** What those who control know. */
  get view(): LiveView {
    return this.#fold.view;
  }

  /** Drill time now, in milliseconds. */
  get t(): number {
    return this.time.t;
  }

  get script(): readonly Inject[] {
    return this.input.script;
  }

  get scriptState(): ScriptState {
    return this.#state;
  }

  /** What a template in an answer stands for, such as `user:secrets-listed`; undefined: not known yet. */
  named = (template: string): string | undefined => this.#names.get(template);

  /** The scenario of an alert, by its short name. */
  scenarioOf = (alert: string): string | undefined => this.#scenarios.get(alert);

  /** The next id of its kind, such as `N3`: counted from the log, so that it goes on after a restart. */
  nextId = (type: EventType, prefix: string): string => `${prefix}${(this.#counts.get(type) ?? 0) + 1}`;

  /** How many events a command has led to, also before a restart; undefined: it was not done, or led to none. */
  doneBy = (command: string): number | undefined => this.#done.get(command);

  /** Says what there is, before anybody joins. */
  open(): void {
    const {table} = this.input;
    this.append({type: 'exercise.opened', ...openedFact(this.input), ...(table && {evidence: table.evidence})});
    this.append({type: 'script.loaded', ...scriptFact(this.input)});
  }

  /**
   * Writes a fact down.
   *
   * @throws Refused (503) when the log cannot be written: nothing is shown that is not on disk.
   */
  append(fact: DrillFact): DrillEvent {
    const event = this.input.log.append(fact);
    if (this.input.log.isBroken) throw busy(503, 'not written');
    return event;
  }

  /**
   * Goes on with a drill whose conductor was killed. The time in between does not count; people wait until a facilitator
   * lets the clock run on.
   *
   * @param facts how the attacks stand that were under way
   */
  goOn(facts: readonly DrillFact[], offlineMs: number): void {
    const {log, control} = this.input;
    const {state, t} = this.view.clock;
    const last = log.events.at(-1);
    const [fromSeq, reached] = [last?.seq ?? 0, last ? this.#tOf(last) : t];
    this.append({type: 'exercise.resumed', fromSeq, offlineMs});
    for (const fact of facts) this.append(fact);
    for (const {delivered} of Object.values(this.view.injects)) {
      if (delivered.attack !== undefined) control.turns.call(delivered.attack);
    }
    if (state === 'waiting') return;
    this.time.start(state === 'paused' ? t : reached);
    this.pause('conductor', 'the conductor was restarted', undefined, offlineMs);
  }

  start(by: string): void {
    this.time.start();
    this.append({type: 'clock.changed', t: 0, state: 'running', by});
    this.tick();
  }

  pause(by: string, reason?: string, at?: number, gapMs?: number): void {
    this.input.control.pause(true);
    this.time.pause(at);
    const [why, gap] = [reason === undefined ? {} : {reason}, gapMs === undefined ? {} : {gapMs}];
    this.append({type: 'clock.changed', t: this.t, state: 'paused', by, ...why, ...gap});
  }

  resume(by: string): void {
    this.input.control.pause(false);
    this.time.resume();
    this.append({type: 'clock.changed', t: this.t, state: 'running', by});
  }

  /** Puts the clock forward, while it runs. */
  spend(ms: number, by: string, reason: string): void {
    this.time.spend(ms);
    this.append({type: 'clock.changed', t: this.t, state: 'running', by, reason, spentMs: ms});
  }

  /** Shows the alerts of an attack, where they were not shown as they came. */
  showAlerts(scenario: string): void {
    for (const signal of this.input.log.events) {
      if (signal.type === 'signal.seen' && signal.scenario === scenario && signal.alert !== undefined) {
        this.#show(signal, signal.alert);
      }
    }
  }

  /** Ends the drill: no attack begins any more, and nobody is waited for. What was made is cleaned up. */
  end(by: string, reason?: string): void {
    if (this.time.state === 'ended') return;
    const {control} = this.input;
    this.time.end();
    this.append({type: 'clock.changed', t: this.t, state: 'ended', by, ...(reason !== undefined && {reason})});
    control.pause(false);
    control.leeway.closeAll();
    control.turns.end();
  }

  /** Resolves when the room is closed, after the drill and what is said about it. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** Closes the room. */
  finish(): void {
    this.#finished.resolve();
  }

  /**
   * Delivers what is due, and finds out whether the machine has slept, and whether anybody leads. Called again and again
   * while the drill goes on.
   */
  tick(): void {
    this.#findGap();
    this.#findLeader();
    if (this.time.state !== 'running' || this.input.drill.pace.by === 'facilitator') return;
    for (const {inject, by, planned, skip} of dueInjects(this.script, this.course, this.#state, this.t)) {
      if (skip === undefined) this.deliver(inject, by, planned);
      else this.append({type: 'inject.skipped', inject: inject.id, t: this.t, by: 'condition', reason: skip});
    }
  }

  /** Delivers an inject: starts its attack, or sends it to those whom it is for. */
  deliver(inject: Inject, by: string, planned?: number): DrillEvent {
    const {control, language} = this.input;
    const {id, attack, ask, to, via} = inject;
    const {text, from} = this.view.script?.injects.find(one => one.id === id) ?? {};
    const delivered = this.append({
      type: 'inject.delivered',
      ...{inject: id, t: this.t, by, to, via},
      ...(text !== undefined && {text}),
      ...(from !== undefined && {from}),
      ...(attack !== undefined && {attack}),
      ...(planned !== undefined && {planned: Math.round(planned)}),
    });
    if (attack !== undefined) control.turns.call(attack);
    const question = ask === undefined ? undefined : this.questions.get(ask);
    if (question) {
      const asked = askedQuestion(question, language);
      const due = asked.withinMs === undefined ? {} : {dueT: this.t + asked.withinMs};
      this.append({type: 'question.asked', question: asked, t: this.t, ...due});
    }
    return delivered;
  }

  /** Without a facilitator a script goes on by the clock; where people are its clock, it waits for one. */
  #findLeader(): void {
    // A team of a workshop has its trainer elsewhere.
    if (!this.input.roster.roles.some(({kind}) => kind === 'controls')) return;
    if (!this.#steered.isMissed(this.view, this.time.state === 'running', this.input.clock.now())) return;
    if (this.input.drill.pace.by === 'facilitator') this.pause('conductor', NO_FACILITATOR);
    else this.append({type: 'clock.changed', t: this.t, state: 'running', by: 'conductor', reason: ON_ITS_OWN});
  }

  #findGap(): void {
    const {clock} = this.input;
    const beat = {now: clock.now(), wall: clock.wall().getTime()};
    const before = this.#beat;
    this.#beat = beat;
    const gapMs = Math.max(beat.now - before.now, beat.wall - before.wall);
    if (gapMs < GAP_MS || this.time.state !== 'running') return;
    const {gaps} = this.input.control.leeway;
    gaps.pause(before.now);
    gaps.resume(beat.now);
    this.pause('conductor', 'the machine stood still', before.now, Math.round(gapMs));
  }

  #take(event: DrillEvent): void {
    this.course.take(event, this.#tOf(event));
    if (event.command !== undefined) this.#done.set(event.command, (this.#done.get(event.command) ?? 0) + 1);
    this.#counts.set(event.type, (this.#counts.get(event.type) ?? 0) + 1);
    switch (event.type) {
      case 'scenario.started':
        this.#names.set(`user:${event.scenario}`, event.actor);
        this.#names.set(`namespace:${event.scenario}`, event.namespace);
        this.#names.set(`token:${event.scenario}`, event.token);
        break;
      case 'step.sent':
        if (event.purpose === 'attack') this.#requests.set(event.auditId, event);
        break;
      case 'signal.seen':
        if (event.alert !== undefined) this.#name(event, event.alert);
        break;
      case 'inject.delivered':
      case 'inject.skipped':
        this.#state.done.add(event.inject);
        break;
      case 'inject.held':
        this.#state.heldUntil.set(event.inject, event.until);
        break;
      case 'decision.made':
        for (const led of this.#leadsTo(event)) this.#state.led.set(led, event.t);
        break;
    }
  }

  /** Drill time of an event, also of one from before a restart: by the log's own clock. */
  #tOf(event: DrillEvent): number {
    if (event.type === 'clock.changed') this.#changed = {t: event.t, ms: event.ms, runs: event.state === 'running'};
    if ('t' in event) return event.t;
    const {t, ms, runs} = this.#changed;
    return runs ? Math.round(t + event.ms - ms) : t;
  }

  #leadsTo({question, choice}: EventOf<'decision.made'>): readonly string[] {
    return this.questions.get(question)?.choose?.find(({id}) => id === choice)?.leadsTo ?? [];
  }

  /** On a table an alert is sealed. Elsewhere it is told in its turn: an event that follows from another comes after it for every listener. */
  #name(event: EventOf<'signal.seen'>, alert: string): void {
    this.#scenarios.set(alert, event.scenario);
    if (this.input.table) return;
    queueMicrotask(() => {
      if (!this.input.log.isBroken) this.#show(event, alert);
    });
  }

  /** An alert as people's own stack would show it. */
  #show({seq, evidence, source, keys = []}: EventOf<'signal.seen'>, alert: string): void {
    if (this.view.alerts[alert]) return;
    const {rule, link} = evidence;
    const request = auditIdsOf(evidence)
      .map(id => this.#requests.get(id))
      .find(one => one !== undefined);
    this.append({
      type: 'alert.shown',
      ...{alert, signal: seq, source, keys, t: this.t},
      about: {...(request && aboutRequest(request)), ...aboutOf(evidence)},
      ...{rule: rule?.title ?? source, level: rule?.level ?? 'unknown'},
      ...(link !== undefined && {link}),
    });
  }
}
