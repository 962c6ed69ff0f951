import {clockTime} from '../../view/stage-times.js';

/** What a report of a workshop says, in English. */
const en = {
  mark: 'WORKSHOP',
  of: (title: string) => `${title}: workshop`,
  sentence: (teams: number, levels: number, tasks: number, length: string) =>
    `${teams} ${teams === 1 ? 'team' : 'teams'} at ${levels} ${levels === 1 ? 'level' : 'levels'} with ${tasks} tasks, for ${length}.`,
  labs: (learners: number, labs: number, length: string) =>
    `${learners} ${learners === 1 ? 'learner' : 'learners'} at ${labs} ${labs === 1 ? 'lab' : 'labs'}, for ${length}.`,
  none: '–',
  facts: {
    date: 'Date',
    layout: 'Teams worked on',
    length: 'Planned',
    longer: 'Prolonged by',
    people: 'People',
    ended: 'Ended',
  },
  layouts: {
    simulated: 'a simulated cluster each',
    namespaces: 'namespaces of one cluster',
    clusters: 'a kind cluster each',
    labs: 'their own machines',
  },
  running: 'its log has no end: it goes on, or its process was killed',
  setting: 'What it was',
  standings: 'Standings',
  matrix: 'Teams and tasks',
  matrixText: 'How long each took from the opening of the level to the solution; “open” was not solved.',
  levels: 'Levels and tasks',
  open: (ms: number) => `open ${clockTime(ms)}`,
  afterwards: 'Each team',
  afterwardsText: 'Each team has a log and a folder of its own: this makes an after-action report of one.',
  head: {
    ...{place: '', team: 'team', points: 'points', levels: 'levels', tasks: 'tasks', hints: 'hints', wrong: 'wrong'},
    ...{anew: 'anew', people: 'people', level: 'level', task: 'task', solved: 'solved by', median: 'median'},
    ...{fastest: 'first'},
  },
  failed: (team: string, why: string) => `${team} had no cluster at the end: ${why}`,
};

export type WorkshopReportWords = typeof en;

const de: WorkshopReportWords = {
  mark: 'WORKSHOP',
  of: title => `${title}: Workshop`,
  sentence: (teams, levels, tasks, length) =>
    `${teams} ${teams === 1 ? 'Team' : 'Teams'} an ${levels} ${levels === 1 ? 'Stufe' : 'Stufen'} mit ${tasks} Aufgaben, ${length} lang.`,
  labs: (learners, labs, length) =>
    `${learners} ${learners === 1 ? 'Person' : 'Personen'} an ${labs} ${labs === 1 ? 'Lab' : 'Labs'}, ${length} lang.`,
  none: '–',
  facts: {
    date: 'Datum',
    layout: 'Die Teams arbeiteten auf',
    length: 'Geplant',
    longer: 'Verlängert um',
    people: 'Personen',
    ended: 'Beendet',
  },
  layouts: {
    simulated: 'je einem simulierten Cluster',
    namespaces: 'Namespaces eines Clusters',
    clusters: 'je einem kind-Cluster',
    labs: 'eigenen Rechnern',
  },
  running: 'das Protokoll hat kein Ende: er läuft noch, oder sein Prozess wurde beendet',
  setting: 'Der Rahmen',
  standings: 'Punktestand',
  matrix: 'Teams und Aufgaben',
  matrixText: 'Wie lange jede dauerte, vom Öffnen der Stufe bis zur Lösung; „offen“ wurde nicht gelöst.',
  levels: 'Stufen und Aufgaben',
  open: ms => `offen ${clockTime(ms)}`,
  afterwards: 'Die einzelnen Teams',
  afterwardsText: 'Jedes Team hat ein eigenes Protokoll und einen eigenen Ordner: so entsteht ein Bericht über eines.',
  head: {
    ...{place: '', team: 'Team', points: 'Punkte', levels: 'Stufen', tasks: 'Aufgaben', hints: 'Hinweise'},
    ...{wrong: 'falsch', anew: 'neu', people: 'Personen', level: 'Stufe', task: 'Aufgabe', solved: 'gelöst von'},
    ...{median: 'Median', fastest: 'zuerst'},
  },
  failed: (team, why) => `${team} hatte am Ende keinen Cluster: ${why}`,
};

const ALL: Readonly<Record<string, WorkshopReportWords>> = {en, de};

export const wordsOf = (language: string): WorkshopReportWords => ALL[language] ?? en;
