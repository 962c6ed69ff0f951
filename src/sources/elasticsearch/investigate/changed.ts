import type {AuditEvent} from '../../../audit/event.js';
import {changesOf} from '../../record/changes.js';
import {placeText} from '../../record/place.js';
import {type RecordedEvent, readRecord} from '../../record/read.js';
import type {Guess} from '../guess.js';
import {recordsOf, refOf} from '../own-records.js';
import {timeOf} from '../signal.js';

/** The record has arrived, and is not what the API server wrote: a rule on what is missing or renamed cannot match. */
export const arrivedChanged: Guess = async (records, about, signal) => {
  const {config} = records;
  for (const hit of await recordsOf(records, about, signal)) {
    const recorded = readRecord(hit.source, config.event);
    const event = about.events.find(e => e.auditID === recorded?.event.auditID && e.stage === recorded.event.stage);
    const changes =
      recorded && event && changesOf(event, recorded, {name: config.time, value: timeOf(hit, config.time)});
    if (!recorded || !event || !changes) continue;
    const {said, change, differences} = changes;
    return {
      cause: `collected, but changed on its way: ${[said, ...wrapping(recorded, event)].join('; ')}`,
      change,
      proof: {record: refOf(hit), where: placeText(recorded.place), differences},
    };
  }
  return arrivedWrapped(records, about, signal);
};

/** What stands in front of every name, in a record that holds the event below its root. */
function wrapping({place}: RecordedEvent, {verb}: AuditEvent): string[] {
  const head = `the event is ${placeText(place)}`;
  if (place.kind === 'under') return [`${head}: verb (${verb}) is ${place.path}.verb there`];
  return place.kind === 'json' ? [`${head}: no field of it can be asked for, only words of ${place.path}`] : [];
}

/** Nothing of the event was changed but its place: a rule on names at the root finds nothing. */
const arrivedWrapped: Guess = async (records, about, signal) => {
  for (const hit of await recordsOf(records, about, signal)) {
    const recorded = readRecord(hit.source, records.config.event);
    const event = about.events.find(e => e.auditID === recorded?.event.auditID);
    const [said] = recorded && event ? wrapping(recorded, event) : [];
    if (!recorded || said === undefined) continue;
    return {
      cause: `collected whole, but not at the root of the record: ${said}`,
      change:
        'make rules read the names that records have, prefix included, or let the shipper parse the event to the root',
      proof: {record: refOf(hit), where: placeText(recorded.place)},
    };
  }
  return undefined;
};
