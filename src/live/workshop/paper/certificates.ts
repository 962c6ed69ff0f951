import type {DrillEvent} from '../../../events/events.js';
import {html, Markup} from '../../../report/html/markup.js';
import {wholePage} from '../../../report/html/page.js';
import {LiveFold} from '../../../view/live/fold.js';
import {levelsDone, standings, type TeamView, type WorkshopView} from '../../../view/live/workshop.js';

const LOOK = new Markup(`
@page { size: A4 landscape; margin: 14mm; }
.certificate { border: 1mm double var(--muted); padding: 14mm; margin-bottom: 8mm; text-align: center; break-after: page; break-inside: avoid; }
.certificate:last-child { break-after: auto; }
.certificate h1 { font-size: 26pt; margin: 0 0 4mm; } .certificate .team { font-size: 32pt; font-weight: 700; margin: 6mm 0; overflow-wrap: anywhere; }
.certificate dl { display: flex; justify-content: center; gap: 14mm; } .certificate dt { color: var(--muted); } .certificate dd { margin: 0; font-size: 16pt; }
.certificate .sign { margin-top: 16mm; display: flex; justify-content: space-around; } .certificate .sign span { border-top: .3mm solid; padding-top: 2mm; width: 70mm; }
`);

interface Words {
  title: string;
  has: string;
  of: (title: string) => string;
  levels: string;
  tasks: string;
  points: string;
  hints: string;
  none: string;
  date: string;
  trainer: string;
  practice: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    title: 'Certificate',
    has: 'took part in the workshop',
    of: title => `“${title}”`,
    ...{levels: 'Levels solved', tasks: 'Tasks solved', points: 'Points', hints: 'Hints taken', none: 'none'},
    ...{date: 'Date', trainer: 'Trainer'},
    practice: 'Everything was an exercise. Each task was judged by what happened in the cluster.',
  },
  de: {
    title: 'Urkunde',
    has: 'hat teilgenommen am Workshop',
    of: title => `„${title}“`,
    ...{levels: 'Gelöste Stufen', tasks: 'Gelöste Aufgaben', points: 'Punkte', hints: 'Hinweise', none: 'keine'},
    ...{date: 'Datum', trainer: 'Kursleitung'},
    practice: 'Alles war eine Übung. Jede Aufgabe wurde daran gemessen, was im Cluster geschah.',
  },
};

/**
 * A page for each team that anybody was in: who they were, what they solved, and with how much help.
 *
 * @param events of the log of the workshop
 * @returns undefined where nobody took part
 */
export function certificates(events: readonly DrillEvent[]): string | undefined {
  const fold = new LiveFold();
  const people = new Map<string, string[]>();
  for (const event of events) {
    fold.add({...event, n: event.seq});
    if (event.type !== 'team.progressed' || event.what !== 'joined' || event.person === undefined) continue;
    people.set(event.team, [...(people.get(event.team) ?? []), event.person]);
  }
  const {workshop, opened} = fold.view;
  if (!workshop || !opened) return undefined;
  const words = WORDS[opened.language] ?? WORDS.en;
  const teams = standings(workshop).filter(({id}) => people.has(id));
  if (!words || !teams.length) return undefined;
  const date = events[0]?.at.slice(0, 10) ?? '';
  const pages = teams.map(team => page(team, people.get(team.id) ?? [], workshop, {words, title: opened.title, date}));
  return wholePage(`${words.title}: ${opened.title}`, LOOK, html`<main>${pages}</main>`, opened.language);
}

function page(
  team: TeamView,
  people: readonly string[],
  workshop: WorkshopView,
  {words, title, date}: {words: Words; title: string; date: string},
): Markup {
  const done = levelsDone(workshop, team);
  const tasks = workshop.levels.reduce((sum, level) => sum + level.tasks.length, 0);
  const facts = [
    [words.levels, done.map(({id}) => id).join(', ') || words.none],
    [words.tasks, `${Object.keys(team.solved).length} / ${tasks}`],
    [words.points, String(team.points)],
    [words.hints, String(team.hints)],
  ];
  const isOne = people.length === 1 && people[0] === team.name;
  return html`<section class="certificate"><h1>${words.title}</h1>
<p class="team">${team.name}</p>${isOne ? '' : html`<p>${people.join(', ')}</p>`}
<p>${words.has} ${words.of(title)}</p>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p><small>${words.practice}</small></p>
<p class="sign"><span>${words.date}: ${date}</span><span>${words.trainer}</span></p></section>
`;
}
