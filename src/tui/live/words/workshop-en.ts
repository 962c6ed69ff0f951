const some = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What the terminal of a workshop says, in English. */
export const workshopEn = {
  title: 'TEAMS',
  team: 'team',
  state: 'state',
  points: 'points',
  need: (count: number) => `${some(count, 'team')} need${count === 1 ? 's' : ''} you`,
  ready: (ready: number, all: number) => `${ready} of ${all} teams have their cluster`,
  notReady: 'not every team has its cluster yet',
  frozen: 'FROZEN: the board stands still',
  frozenMeaning: 'FROZEN: what happens now is shown at the end',
  endsSoon: (time: string) => `ends on its own at ${time}`,
  ok: 'under way',
  starting: 'gets its cluster',
  failed: 'has no cluster',
  finished: 'all solved',
  calls: (time: string) => `calls since ${time}`,
  stuck: {'no progress': 'stuck: no step further', 'wrong answers': 'stuck: wrong answers'},
  people: (count: number) => some(count, 'person', 'people'),
  hints: (count: number, points: number) => `${some(count, 'hint')} (-${points})`,
  wrong: (count: number) => some(count, 'wrong answer'),
  resets: (count: number) => `${some(count, 'time')} anew`,
  checked: (lab: string, at: string) => `${lab}: ${at}`,
  solvedAfter: (time: string) => `solved after ${time}`,
  openFor: (time: string) => `open for ${time}`,
  closed: 'not open yet',
  median: (time: string) => `median ${time}`,
  nobody: 'no team yet',
  place: 'SCOREBOARD',
  hinted: (team: string) => `${team} has a free hint`,
  movedOn: (team: string) => `${team} has its next level`,
  anew: (team: string) => `Let ${team} begin anew`,
  anewSure: 'Another cluster, and what is not contained is attacked again. Kubeconfigs end. Sure?',
  begun: (team: string) => `${team} begins anew`,
  award: (team: string) => `Points for ${team}`,
  howMany: 'How many? Fewer than none takes some away',
  forWhat: 'For what?',
  awarded: 'given',
  message: 'A message',
  allTeams: 'all teams',
  board: 'the board',
  longer: 'Let the workshop take longer',
  byHowMuch: 'By how much?',
  end: 'End the workshop',
  endSure: 'It ends for all teams, and every cluster is given back. Sure?',
};

/** Keys of a trainer, in English. */
export const teachingEn = {
  giveHint: {short: 'hint', does: 'give the selected team its next hint, at no price'},
  moveOn: {short: 'level', does: 'open the next level of the selected team'},
  reset: {short: 'anew', does: 'let the selected team begin anew, on a cluster as it was at first'},
  helped: {short: 'there', does: 'you have been to the selected team, which called'},
  award: {short: 'points', does: 'give the selected team points, or take some'},
  broadcast: {short: 'message', does: 'a message to all teams, to one, or to the board'},
  freeze: {short: 'freeze', does: 'let the board stand still, or go on'},
  thaw: {short: 'let go on', does: 'let the board go on'},
  prolong: {short: 'longer', does: 'let the workshop take longer than was planned'},
  endWorkshop: {short: 'end', does: 'end the workshop: every cluster is given back'},
};

/** A language has a word for everything that English has one for. */
export type WorkshopWords = typeof workshopEn;
export type TeachingWords = typeof teachingEn;
