import {usageError} from '../../lib/errors.js';
import {countFlag} from '../number-flags.js';

/** As many teams as one server is meant for. */
const MOST_TEAMS = 100;

/** A team: its id is part of folders and accounts. */
export interface TeamName {
  id: string;
  name: string;
}

/**
 * The teams that flags name.
 *
 * @throws DrillError (exit code 2) for names that do not fit, or are there twice
 */
export function teamsOf({teams, names}: {teams: string; names?: string}, isGiven: boolean): TeamName[] {
  const called = names?.split(',').map(name => name.trim()) ?? [];
  const count = called.length && !isGiven ? called.length : countFlag('--teams', teams, {least: 1, most: MOST_TEAMS});
  if (called.length && called.length !== count) {
    throw usageError(`--names names ${called.length} teams, and --teams ${count}`, ['leave out --teams']);
  }
  const all = called.length ? called : Array.from({length: count}, (_, index) => `team-${index + 1}`);
  const wrong = all.find(name => !/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/.test(name));
  if (wrong !== undefined) {
    throw usageError(
      `${JSON.stringify(wrong)} is not the name of a team: lower-case letters, digits and dashes, 20 at the most`,
      ['write --names red,green,blue'],
    );
  }
  const twice = all.find((name, index) => all.indexOf(name) < index);
  if (twice !== undefined) throw usageError(`there are two teams called ${twice}`, ['give each a name of its own']);
  return all.map(name => ({id: name, name}));
}
