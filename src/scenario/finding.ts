/** Something wrong in a scenario, at a path of its file. */
export interface Finding {
  path: PropertyKey[];
  message: string;
  /** `warning`: the scenario runs, but not as its author will want. */
  severity?: 'warning';
}
