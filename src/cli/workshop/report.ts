import {EXIT, usageError} from '../../lib/errors.js';
import {workshopDocument} from '../../report/workshop/document.js';
import {WORKSHOP_FORMATS, writeWorkshopReports} from '../../report/workshop/formats.js';
import type {WorkshopRecord} from '../../report/workshop/record.js';
import {workshopResult} from '../../report/workshop/result.js';
import {plainText} from '../../report/workshop/text.js';
import {type GlobalFlags, type Io, writeJson, writeResult, writeText} from '../io.js';

/** How the report of a workshop is asked for. */
interface Wanted extends GlobalFlags {
  format?: string;
  output?: string;
}

const NAMES = Object.keys(WORKSHOP_FORMATS);

/**
 * `kubedrill report` of a workshop's folder: what it was, as text, or as one of its formats.
 *
 * @throws DrillError (exit code 2) for a format that only runs have
 */
export function reportWorkshop(record: WorkshopRecord, dir: string, {format, output, json}: Wanted, io: Io): number {
  if (format !== undefined) {
    const known: (typeof WORKSHOP_FORMATS)[keyof typeof WORKSHOP_FORMATS] | undefined =
      WORKSHOP_FORMATS[format as keyof typeof WORKSHOP_FORMATS];
    if (!known)
      throw usageError(`a workshop has no format ${format}: it is not a run with a score`, [
        `use one of ${NAMES.join(', ')}`,
        ...(record.teams[0] && record.workshop.layout !== 'labs'
          ? [`kubedrill report ${dir}/teams/${record.teams[0].team.id} --format ${format}`]
          : []),
      ]);
    writeResult(known.render(record, dir), output, io);
  } else if (json) writeJson(io, workshopResult(record));
  else {
    const width = Math.min(io.stdout.columns ?? 100, 120);
    const paths = writeWorkshopReports(dir, record);
    writeText(io, `${plainText(workshopDocument(record, dir), width)}\n${paths.map(path => `  ${path}\n`).join('')}`);
  }
  return EXIT.ok;
}
