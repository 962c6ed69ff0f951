import {FieldCensus} from '../../sigma/reason/field-census.js';
import type {RuleSet} from '../../sigma/rule-set.js';
import type {LogInput} from '../../sources/recorded/inputs.js';
import {recordedLog} from '../../sources/recorded/recorded-log.js';
import type {LogRecord} from '../../sources/recorded/records.js';
import type {FigureCount} from '../rules/count/count.js';
import {bareEvent, TOO_DEEP, wrappedEvents} from '../rules/play/record-events.js';

/** Reads recorded audit logs for what they have in the fields that rules ask for. */
export async function censusOf(logs: readonly LogInput[], rules: RuleSet, count: FigureCount): Promise<FieldCensus> {
  const census = new FieldCensus(rules);
  for await (const {log, records} of recordedLog(logs)) {
    for (const record of records) takeRecord(record, `${log}:${record.line}`, census, count);
  }
  return census;
}

function takeRecord(record: LogRecord, place: string, census: FieldCensus, count: FigureCount): void {
  const bare = record.problem === undefined ? bareEvent(record.text) : undefined;
  for (const event of bare ? [bare] : wrappedEvents(record, place, count)) {
    if (census.take(event)) count.saw(event.auditID);
    else count.lost(TOO_DEEP, place);
  }
}
