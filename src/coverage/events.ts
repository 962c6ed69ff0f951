import {follow} from './follow.js';
import {markerOf} from './marker.js';
import type {AtSource} from './observation.js';
import {ask, create, forEachNumber, inNamespace, noPlace, type Probe, type ProbeContext} from './probe.js';

/** Events of the core group: made through the API, as every component makes them. */
export const events: Probe = {
  log: 'events',
  absent: context => noPlace(context, 'events'),
  async run(context) {
    const {clock, lines, token, signal} = context;
    const marker = markerOf(token, 'events');
    const written = new Map<number, number>();
    await context.turn(() =>
      forEachNumber(lines, async number => {
        await create(context, inNamespace(context, 'events'), eventOf(context, marker.word, number));
        written.set(number, clock.now());
      }),
    );
    const place = context.place('events');
    const done = (seen: ReadonlyMap<number, number>) => seen.size >= lines;
    const [source, store] = await Promise.all([
      atSource(context, marker.word),
      place && follow({place, marker, done, clock, signal, withinMs: context.patienceMs}),
    ]);
    return [{log: 'events', written, certain: true, source, damage: [], ...(store && {store})}];
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
    type: 'Normal',
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
