import type {DrillEvent, EventOf, EventType} from '../../../events/events.js';
import type {Question} from '../../../scenario/exercise/script.js';
import {aboutOf, aboutRequest, auditIdsOf} from '../../../view/live/alert-about.js';
import {Course} from '../../script/course.js';
import type {ScriptState} from '../script-runner.js';

/**
 * What a conductor knows of its drill beside what is shown to people. It is made from the log alone, so that one that was
 * killed knows as much as the one before.
 */
export class Known {
  readonly course = new Course();
  readonly script: ScriptState & {
    done: Set<string>;
    heldUntil: Map<string, number>;
    led: Map<string, number>;
  } = {done: new Set(), heldUntil: new Map(), led: new Map()};
  /** What templates stand for: `user:ID`, `namespace:ID`, `token:ID`. */
  readonly #names = new Map<string, string>();
  readonly #scenarios = new Map<string, string>();
  /** The requests of attacks, by audit id. */
  readonly #requests = new Map<string, EventOf<'step.sent'>>();
  /** How many events of each type there were. */
  readonly #counts = new Map<EventType, number>();
  /** How many events each command has led to. */
  readonly #done = new Map<string, number>();
  /** Where drill time stood at its last change, and the time of the log then. */
  #changed = {t: 0, ms: 0, runs: false};

  /** @param questions those of the drill, by id */
  constructor(readonly questions: ReadonlyMap<string, Question>) {}

  /** What a template in an answer stands for, such as `user:secrets-listed`; undefined: not known yet. */
  named = (template: string): string | undefined => this.#names.get(template);

  /** The scenario of an alert, by its short name. */
  scenarioOf = (alert: string): string | undefined => this.#scenarios.get(alert);

  /** How many events of a type there were. */
  count = (type: EventType): number => this.#counts.get(type) ?? 0;

  /** How many events a command has led to, also before a restart; undefined: it was not done, or led to none. */
  doneBy = (command: string): number | undefined => this.#done.get(command);

  /** Takes an event of the log, in order. */
  take(event: DrillEvent): void {
    this.course.take(event, this.tOf(event));
    if (event.command !== undefined) this.#done.set(event.command, (this.#done.get(event.command) ?? 0) + 1);
    this.#counts.set(event.type, this.count(event.type) + 1);
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
        if (event.alert !== undefined) this.#scenarios.set(event.alert, event.scenario);
        break;
      case 'inject.delivered':
      case 'inject.skipped':
        this.script.done.add(event.inject);
        break;
      case 'inject.held':
        this.script.heldUntil.set(event.inject, event.until);
        break;
      case 'decision.made':
        for (const led of this.#leadsTo(event)) this.script.led.set(led, event.t);
        break;
    }
  }

  /** Drill time of an event, also of one from before a restart: by the log's own clock. */
  tOf(event: DrillEvent): number {
    if (event.type === 'clock.changed') this.#changed = {t: event.t, ms: event.ms, runs: event.state === 'running'};
    if ('t' in event) return event.t;
    const {t, ms, runs} = this.#changed;
    return runs ? Math.round(t + event.ms - ms) : t;
  }

  /** Whom and what an alert is about, as the evidence and the request of the attack have it. */
  about(evidence: EventOf<'signal.seen'>['evidence']): EventOf<'alert.shown'>['about'] {
    const request = auditIdsOf(evidence)
      .map(id => this.#requests.get(id))
      .find(one => one !== undefined);
    return {...(request && aboutRequest(request)), ...aboutOf(evidence)};
  }

  #leadsTo({question, choice}: EventOf<'decision.made'>): readonly string[] {
    return this.questions.get(question)?.choose?.find(({id}) => id === choice)?.leadsTo ?? [];
  }
}
