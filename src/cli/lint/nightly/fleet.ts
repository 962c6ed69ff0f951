import {existsSync} from 'node:fs';
import {FLEET_FILE, readFleet} from '../../../fleet/config/load.js';
import {type Finding, findings} from '../finding.js';

/** Checks the fleet file that is named, else the one of the working folder, where there is one. */
export function lintFleet(named: string | undefined): Finding[] {
  const file = named ?? (existsSync(FLEET_FILE) ? FLEET_FILE : undefined);
  return file === undefined ? [] : findings('fleet', readFleet(file).problems);
}
