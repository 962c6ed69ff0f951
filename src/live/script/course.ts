import type {DrillEvent} from '../../events/events.js';
import type {Condition, MOMENTS} from '../../scenario/exercise/script.js';

type Moment = (typeof MOMENTS)[number];

/** What has become true of a drill, and when: in milliseconds of drill time. */
export class Course {
  readonly #since = new Map<string, number>();
  /** Scenario by the short name of its alert. */
  readonly #scenarioOf = new Map<string, string>();

  /** Takes an event of the log that came at drill time `t`. */
  take(event: DrillEvent, t: number): void {
    switch (event.type) {
      case 'scenario.phase':
        if (event.phase === 'watch') this.#became('attacked', t, event.scenario);
        break;
      case 'signal.seen':
        if (event.alert !== undefined) this.#scenarioOf.set(event.alert, event.scenario);
        if (event.stage === 'alerted' && event.purpose === 'attack' && event.counted) {
          this.#became('detected', t, event.scenario);
        }
        break;
      case 'scenario.judged':
        if (event.verdict === 'missed') this.#became('missed', t, event.scenario);
        break;
      case 'scenario.contained':
        this.#became('contained', t, event.scenario);
        break;
      default:
        this.#takeOfPeople(event, t);
    }
  }

  #takeOfPeople(event: DrillEvent, t: number): void {
    switch (event.type) {
      case 'alert.acknowledged':
        if (event.counted) this.#became('acknowledged', t, event.scenario);
        break;
      case 'incident.declared':
        this.#became('declared', t);
        for (const alert of event.alerts) this.#became('declared', t, this.#scenarioOf.get(alert));
        break;
      case 'question.answered':
        if (event.state === 'right' || event.state === 'closed') this.#set(`answered ${event.question}`, t);
        break;
      case 'decision.made':
        this.#set(`answered ${event.question}`, t);
        this.#set(`decided ${event.question}`, t);
        this.#set(`decided ${event.question} ${event.choice}`, t);
        break;
    }
  }

  /** Since when a moment has been there; without a scenario: of any. */
  since(moment: Moment, scenario?: string): number | undefined {
    return this.#since.get(scenario === undefined ? moment : `${moment} ${scenario}`);
  }

  /** Since when a condition has held without a break; undefined: it does not hold. */
  holdsSince(condition: Condition): number | undefined {
    if ('is' in condition) return this.since(condition.is, condition.of);
    if ('not' in condition) {
      const begun = condition.of === undefined ? 0 : this.since('attacked', condition.of);
      return this.since(condition.not, condition.of) === undefined ? begun : undefined;
    }
    if ('answered' in condition) return this.#since.get(`answered ${condition.answered}`);
    const {decided, as} = condition;
    return this.#since.get(as === undefined ? `decided ${decided}` : `decided ${decided} ${as}`);
  }

  #became(moment: Moment, t: number, scenario?: string): void {
    this.#set(moment, t);
    if (scenario !== undefined) this.#set(`${moment} ${scenario}`, t);
  }

  #set(what: string, t: number): void {
    if (!this.#since.has(what)) this.#since.set(what, t);
  }
}
