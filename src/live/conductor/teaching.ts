/** By how much a workshop can be prolonged in all: for as long as that accounts of its people are good, too. */
export const MOST_LONGER_MS = 3_600_000;

/** What a trainer can do for a team of a workshop, by the team's id. `by`: who does it. */
export interface Teaching {
  /** Ids of the teams. */
  teams: readonly string[];
  /** The code of each team, by its id. */
  codes(): Readonly<Record<string, string>>;
  /** @throws Refused (409) while it is begun anew already */
  reset(team: string, by: string): void;
  /** Opens the next level. @throws Refused (409) where all are open */
  moveOn(team: string, by: string): void;
  /** Gives the next hint, at no price. @throws Refused (409) where there is none */
  giveHint(team: string, by: string): void;
  award(team: string, points: number, reason: string, by: string): void;
  /** Takes note that somebody has been to a team. */
  helped(team: string, by: string): void;
}
