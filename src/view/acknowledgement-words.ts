import type {EventOf} from '../events/events.js';
import {formatDuration} from '../lib/duration.js';
import {someOf} from '../lib/text/some-of.js';
import type {Acknowledgement} from './view.js';

type Acknowledged = EventOf<'alert.acknowledged'> & Pick<Acknowledgement, 'earlierMs'>;

/** `res1`; `somebody` where the product names nobody; `a robot` where it was one. */
export const whoAcknowledged = ({person, robot}: Pick<Acknowledged, 'person' | 'robot'>): string =>
  person === undefined ? (robot ? 'a robot' : 'somebody') : `${person}${robot ? ' (a robot)' : ''}`;

/** `by res1 in pager, 1.2 s after the alert`; why it does not count, and what it hides besides. */
export function acknowledgementText(event: Acknowledged): string {
  const {source, latencyMs, counted, reason, alert, earlierMs} = event;
  const parts = [
    `by ${whoAcknowledged(event)} in ${source}`,
    ...unnamedText(event),
    ...(alert === undefined ? [] : [`${formatDuration(latencyMs)} after the alert`]),
    ...(earlierMs === undefined ? [] : [`which was accepted ${formatDuration(earlierMs)} before it came`]),
    ...(counted ? [] : [`does not count: ${reason ?? 'no reason given'}`]),
    ...blindingText(event),
  ];
  return parts.join(', ');
}

/** `who: unknown (OpenSearch does not say)`; nothing where somebody is named, or it is not known why nobody is. */
export const unnamedText = ({unnamed}: Pick<Acknowledged, 'unnamed'>): string[] =>
  unnamed === undefined ? [] : [`who: unknown (${unnamed})`];

/** `its silence hides 2 alerts of others, too: A, B`; nothing where it hides none. */
export const blindingText = ({hides = []}: Pick<Acknowledged, 'hides'>): string[] =>
  hides.length
    ? [`its silence hides ${hides.length} ${hides.length === 1 ? 'alert' : 'alerts'} of others, too: ${someOf(hides)}`]
    : [];
