import {basename} from 'node:path';

/** A scenario of a person's own, by its path, with the variant that may follow it. */
const FILE = /^(.+\.ya?ml)(:[^/]*)?$/;

/** A scenario as it is named: by its id, or by the path of a file of one's own. */
export interface NamedScenario {
  /** `ID` or `ID:VARIANT`, by which everything else speaks of it. */
  id: string;
  /** Absent: one of the package. */
  file?: string;
  /** `:VARIANT`, or nothing. */
  variant: string;
}

/** A file's id is its name. */
export const idOf = (file: string): string => basename(file).replace(/\.ya?ml$/, '');

/** What is named: `./own.yaml:applied` is `own:applied` of that file. */
export function namedScenario(name: string): NamedScenario {
  const [, file, variant = ''] = FILE.exec(name) ?? [];
  return file === undefined ? {id: name, variant} : {id: idOf(file) + variant, file, variant};
}
