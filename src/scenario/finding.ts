/** Something wrong in a scenario, at a path of its file. */
export interface Finding {
  path: PropertyKey[];
  message: string;
}
