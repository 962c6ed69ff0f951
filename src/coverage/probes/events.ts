import type {AtSource} from '../observation.js';
import {followLines} from './lines.js';
import {ask, create, forEachNumber, inNamespace, noPlace, type Probe, type ProbeContext} from './probe.js';

/** Events of the core group: made through the API, as every component makes them. */
export const events: Probe = {
  log: 'events',
  absent: context => noPlace(context, 'events'),
  async run(context) {
    const {clock, lines} = context;
    return [
      await followLines(context, {
        ...{log: 'events', kind: 'events', count: lines, certain: true},
        async write({word}, written) {
          await forEachNumber(lines, async number => {
            await create(context, inNamespace(context, 'events'), eventOf(context, word, number));
            written.set(number, clock.now());
          });
          return atSource(context, word);
        },
      }),
    ];
  },
};

/** Each is about an object of its own: exporters and correlators make one of those that are alike. */
function eventOf({clock, token, lines}: ProbeContext, word: string, number: number) {
  const name = `${word}-${number}`;
  const at = clock
    .wall()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  return {
    metadata: {name},
    involvedObject: {apiVersion: 'v1', kind: 'ConfigMap', namespace: token, name},
    reason: 'CoverageProbe',
    message: `${word} n=${number} of ${lines}`,
    // Some exporters keep warnings only.
    type: number % 2 ? 'Normal' : 'Warning',
    source: {component: 'kubedrill'},
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
}

const PAGE = 500;

async function atSource(context: ProbeContext, word: string): Promise<AtSource> {
  const where = 'the list of Events';
  let seen = 0;
  for (let page: string | undefined = ''; page !== undefined; ) {
    const path = `${inNamespace(context, 'events')}?limit=${PAGE}${page && `&continue=${encodeURIComponent(page)}`}`;
    const {code, body, message} = await ask(context, 'GET', path);
    if (code !== 200) return {where, unknown: `Events cannot be listed: HTTP ${code} ${message ?? ''}`.trim()};
    const {items = [], metadata} = body as {items?: {message?: string}[]; metadata?: {continue?: string}};
    seen += items.filter(item => item.message?.startsWith(`${word} `)).length;
    page = metadata?.continue || undefined;
  }
  return {where, seen};
}
