import {dirname} from 'node:path';
import type {DrillEvent, DrillFact, EventOf, EventType} from '../../events/events.js';
import type {Inject, Question} from '../../scenario/exercise/script.js';
import {LiveFold} from '../../view/live/fold.js';
import type {LiveView} from '../../view/live/view.js';
import {AlertNames, Feed} from '../project/feed.js';
import type {Audience} from '../project/project.js';
import type {Course} from '../script/course.js';
import type {ExerciseInput} from './exercise-input.js';
import {askedQuestion, openedFact, scriptFact} from './opening.js';
import {busy} from './refused.js';
import {dueInjects, type ScriptState} from './script-runner.js';
import {DrillTime} from './state/drill-time.js';
import {Heartbeat} from './state/heartbeat.js';
import {Known} from './state/known.js';
import {NO_FACILITATOR, ON_ITS_OWN, Steered} from './state/steered.js';

/**
 * A drill with people while it goes on. The log is the truth: what people do becomes an event, and everything that is
 * known here is made from events, so that a conductor that was killed can go on from the log.
 */
export class Exercise {
  readonly time: DrillTime;
  readonly feeds = new Map<string, Feed>();
  readonly questions: ReadonlyMap<string, Question>;
  readonly #known: Known;
  readonly #fold = new LiveFold();
  readonly #heart: Heartbeat;
  readonly #steered = new Steered();
  #folded = 0;
  readonly #finished = Promise.withResolvers<void>();

  constructor(readonly input: ExerciseInput) {
    const {clock, control, roster, log, drill} = input;
    this.time = new DrillTime(clock, control.leeway.pauses);
    this.questions = new Map(drill.questions.map(question => [question.id, question]));
    this.#known = new Known(this.questions);
    this.#heart = new Heartbeat(clock);
    const names = new AlertNames();
    const source = {picked: log.picked.bind(log), ...(log.path !== undefined && {dir: dirname(log.path)})};
    // All staff are sent the same: one feed for all of them.
    const staff = new Feed('', 'controls', names, source);
    const isStaff = (kind: Audience) => kind === 'controls' || kind === 'observes';
    for (const {id, kind} of roster.roles) {
      this.feeds.set(id, isStaff(kind) ? staff : new Feed(id, kind, names, source));
    }
    control.turns.onOpen = () => {
      if (!log.isBroken) this.append({type: 'exercise.ready', t: this.t});
    };
    const others = [...this.feeds.values()].filter(feed => feed !== staff);
    log.subscribe(event => {
      names.take(event);
      this.#take(event);
      staff.take(event);
      this.#foldNew(staff, event);
      for (const feed of others) feed.take(event);
    });
  }

  /** What the numbers of this exercise's feeds belong to. */
  get epoch(): string {
    return this.input.run;
  }

  /** What has become true of the drill, and when. */
  get course(): Course {
    return this.#known.course;
  }

  /** What those who control know, but for notes, which are in the log. */
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
    return this.#known.script;
  }

  /** What a template in an answer stands for, such as `user:secrets-listed`; undefined: not known yet. */
  named = (template: string): string | undefined => this.#known.named(template);

  /** The scenario of an alert, by its short name. */
  scenarioOf = (alert: string): string | undefined => this.#known.scenarioOf(alert);

  /** The next id of its kind, such as `N3`: counted from the log, so that it goes on after a restart. */
  nextId = (type: EventType, prefix: string): string => `${prefix}${this.#known.count(type) + 1}`;

  /** How many events a command has led to, also before a restart; undefined: it was not done, or led to none. */
  doneBy = (command: string): number | undefined => this.#known.doneBy(command);

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
    const {last} = log;
    const [fromSeq, reached] = [last?.seq ?? 0, last ? this.#known.tOf(last) : t];
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
    for (const signal of this.input.log.from(0)) {
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
    for (const {inject, by, planned, skip} of dueInjects(this.script, this.course, this.#known.script, this.t)) {
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
    const gap = this.#heart.beat();
    if (!gap || this.time.state !== 'running') return;
    const {gaps} = this.input.control.leeway;
    gaps.pause(gap.from);
    gaps.resume(gap.to);
    this.pause('conductor', 'the machine stood still', gap.from, gap.ms);
  }

  #take(event: DrillEvent): void {
    this.#known.take(event);
    if (event.type === 'signal.seen' && event.alert !== undefined) this.#tell(event, event.alert);
  }

  /** Notes are what people write most of, and nothing here hangs on what they say: they are not kept in memory. */
  #foldNew({frames}: Feed, {type}: DrillEvent): void {
    const fresh = type === 'note.written' ? [] : frames.slice(this.#folded);
    this.#folded = frames.length;
    for (const frame of fresh) this.#fold.add(JSON.parse(frame));
  }

  /** On a table an alert is sealed. Elsewhere it is told in its turn: an event that follows from another comes after it for every listener. */
  #tell(event: EventOf<'signal.seen'>, alert: string): void {
    if (this.input.table) return;
    queueMicrotask(() => {
      if (!this.input.log.isBroken) this.#show(event, alert);
    });
  }

  /** An alert as people's own stack would show it. */
  #show({seq, evidence, source, keys = []}: EventOf<'signal.seen'>, alert: string): void {
    if (this.view.alerts[alert]) return;
    const {rule, link} = evidence;
    this.append({
      type: 'alert.shown',
      ...{alert, signal: seq, source, keys, t: this.t},
      about: this.#known.about(evidence),
      ...{rule: rule?.title ?? source, level: rule?.level ?? 'unknown'},
      ...(link !== undefined && {link}),
    });
  }
}
