/** One thing that a drill needs of this machine, and whether it is there. */
export interface Diagnosis {
  id: string;
  title: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
  /** What belongs to it and needs lines of its own. */
  lines?: readonly string[];
  next: string[];
}

/** A diagnosis with nothing to do about it. */
export const ok = (id: string, title: string, detail: string): Diagnosis => ({
  ...{id, title, detail},
  state: 'ok',
  next: [],
});
