import {RUN_LABEL} from '../../run/labels.js';
import type {LogRecord} from '../../sources/logs/place.js';
import {NEEDED} from '../advice.js';
import type {Attribute} from '../observation.js';
import {type Asked, attributesOf} from './attributes.js';
import {linesScript} from './containers.js';
import {followLines} from './lines.js';
import {CONTAINER, podsAbsent, RUNTIME_SPLITS_AT, runScript, shownByKubelet} from './pod.js';
import {noPlace, type Probe, type ProbeContext} from './probe.js';

const POD = 'short-lived';
/** A few lines suffice: the probe checks which pod lines are attributed to, not throughput. The last one is long. */
const LINES = 10;
const LONG = LINES + 1;
const LONG_BYTES = RUNTIME_SPLITS_AT + 4 * 1024;

/**
 * Whether records say of which pod they are, and come whole: a pod that writes a few lines and one that is too long for
 * the runtime, and is done at once, as that of a job.
 */
export const pods: Probe = {
  log: 'pods',
  absent: context => podsAbsent(context) ?? noPlace(context, 'containers'),
  async run(context) {
    let records: Records | undefined;
    const observation = await followLines(context, {
      ...{log: 'pods', kind: 'containers', count: LONG, certain: true},
      async write(marker, written) {
        records = new Records(marker.word, context);
        await runScript(context, POD, `${linesScript(marker.word, LINES)}; ${longScript(marker.word)}`);
        return shownByKubelet(context, POD, {marker, count: LONG}, written);
      },
      settled: () => records?.long !== undefined,
      onRecord: record => records?.take(record),
    });
    const seen = observation.store?.seen;
    if (!records || !seen?.size) return [observation];
    return [{...observation, attributes: records.attributes, damage: records.damage(seen)}];
  },
};

/** The beginning and the end of the long line tell themselves apart: a runtime splits it in between. */
const longScript = (word: string): string =>
  `filler=$(printf '%${LONG_BYTES}s' '' | tr ' ' '.'); echo "${word} n=${LONG} begin$filler end ${word}"`;

/** What the records of the pod say, taken together. */
class Records {
  /** How the long line came; undefined: not to its end. */
  long: 'whole' | 'split' | undefined;
  attributes: Record<string, Attribute> = {};
  readonly #asked: readonly Asked[];

  constructor(
    readonly word: string,
    {token, run}: ProbeContext,
  ) {
    this.#asked = [
      {name: 'namespace', value: token},
      {name: 'pod', value: POD},
      {name: 'container', value: CONTAINER},
      {name: 'label', value: run, key: RUN_LABEL},
    ];
  }

  take({text, fields}: LogRecord): void {
    this.attributes = attributesOf(fields, this.#asked, this.attributes);
    if (!text.includes(` end ${this.word}`)) return;
    if (text.includes(`${this.word} n=${LONG}`)) this.long = 'whole';
    else this.long ??= 'split';
  }

  /** What did not come as it was written. */
  damage(seen: ReadonlyMap<number, number>): string[] {
    const absent = NEEDED.filter(name => this.attributes[name] === 'absent');
    return [
      ...(absent.length ? [`records do not say their ${absent.join(', ')}`] : []),
      ...(this.long === 'split' ? ['a line of more than 16 KiB came in pieces'] : []),
      ...(this.long === undefined && seen.has(LONG) ? ['a line of more than 16 KiB was cut off'] : []),
    ];
  }
}
