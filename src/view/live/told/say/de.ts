import type {Progress, WorkshopEventTypes} from '../../../../events/workshop.js';
import {formatDuration} from '../../../../lib/duration.js';
import {dictionary} from '../../../../lib/json/dictionary.js';
import {someOf} from '../../../../lib/text/some-of.js';
import type {LiveView} from '../../view.js';
import {de} from '../de.js';
import {aboutText, because, groundsText, nameIn, type Saying, term} from '../telling.js';

const quoted = (text: string): string => `„${text}“`;

const {toWhom, terms} = de;
const word = (text: string): string => term({terms}, text);
const why = (reason: string | undefined): string => because(reason === undefined ? undefined : word(reason));
const who = (view: LiveView, by: string): string => word(nameIn(view, by));

const signed = (points = 0): string => (points < 0 ? `${points}` : `+${points}`);

/** What happened to a team of a workshop. */
function progressed({
  what,
  level,
  task,
  points,
  people,
  person,
  reason,
}: WorkshopEventTypes['team.progressed']): string {
  const said: Record<Progress, string> = {
    ready: 'hat einen Cluster',
    failed: `hat keinen Cluster${because(reason)}`,
    joined: person === undefined ? `sind jetzt ${people}` : `bekommt Zuwachs: ${person}`,
    opened: `beginnt ${level}`,
    solved: `hat ${task} gelöst (${signed(points)})`,
    wrong: 'hat falsch geantwortet',
    hint: `nimmt einen Hinweis (${points})`,
    points: `bekommt ${signed(points)} Punkte${because(reason)}`,
    help: 'ruft die Kursleitung',
    helped: 'hat Hilfe bekommen',
    reset: 'fängt neu an',
    checked: `hat ${level} geprüft: gebrochen bei ${reason}`,
  };
  return said[what];
}

/** What is said of a drill's events, in German. */
export const sayDe: Saying = {
  say: dictionary({
    'exercise.opened': e => `ÜBUNG: ${e.title}. Das Stoppwort ist ${quoted(e.briefing.stopWord)}`,
    'script.loaded': ({openActions = []}) =>
      openActions.length
        ? `${openActions.length} offen seit dem letzten Lauf dieser Übung: ${someOf(openActions, count => `und ${count} weitere`)}`
        : undefined,
    'workshop.opened': ({teams}) => `${teams.length} Teams`,
    'team.progressed': (e, view) => `${nameIn(view, e.team)} ${progressed(e)}`,
    'time.warned': e => `der Workshop endet in ${formatDuration(e.leftMs)}`,
    'time.prolonged': e => `der Workshop dauert ${formatDuration(e.byMs)} länger`,
    'board.frozen': e => (e.frozen ? 'die Anzeige steht still' : 'die Anzeige geht weiter'),
    'exercise.ready': (_, {opened}) =>
      opened?.kind === 'tabletop' ? 'der Tisch ist gedeckt' : 'der Cluster ist bereit',
    'script.unsealed': (e, view) => `${who(view, e.by)} hat das Drehbuch entsiegelt`,
    'participant.joined': e => `${e.name} ist da als ${e.role}`,
    'participant.changed': (e, view) =>
      e.into === undefined
        ? `${who(view, e.person)} ist ${word(e.state)}${why(e.reason)}`
        : `${who(view, e.person)} ist ${who(view, e.into)}, ab jetzt eine Person`,
    'clock.changed': (e, view) => {
      const what = {
        running: e.t === 0 ? 'die Übung beginnt' : 'die Übung geht weiter',
        paused: 'angehalten',
        ended: 'die Übung ist vorbei',
      };
      const gap = e.gapMs === undefined ? '' : ` (${formatDuration(e.gapMs)} lang)`;
      if (e.spentMs !== undefined) return `${formatDuration(e.spentMs)} vergehen${why(e.reason)}`;
      return `${what[e.state]}, durch ${who(view, e.by)}${why(e.reason)}${gap}`;
    },
    'alert.shown': e => `ALARM ${e.alert} ${word(e.level)}${e.rule ? `: ${e.rule}` : ''}${aboutText(e.about, terms)}`,
    'alert.answered': e =>
      e.counted
        ? `${e.alert} quittiert von ${e.name ?? 'jemandem'} nach ${formatDuration(e.latencyMs)}`
        : `${e.alert}: eine Quittung von ${e.name ?? 'jemandem'} zählt nicht${why(e.reason)}`,
    'inject.delivered': (e, view) => {
      const title = view.script?.injects.find(({id}) => id === e.inject)?.title;
      if (e.text === undefined) return `${e.inject} eingespielt durch ${who(view, e.by)}: ${title ?? e.attack ?? ''}`;
      return `NACHRICHT ${e.inject} von ${e.from ?? 'Leitung'} an ${toWhom(e.to)} per ${word(e.via)}: ${quoted(e.text)}`;
    },
    'inject.skipped': (e, view) => `${e.inject} ausgelassen durch ${who(view, e.by)}${why(e.reason)}`,
    'inject.held': (e, view) => `${e.inject} zurückgehalten durch ${who(view, e.by)} bis ${formatDuration(e.until)}`,
    'inject.read': (e, view) => `${who(view, e.person)} hat ${e.inject} gelesen`,
    'message.sent': (e, view) => `NACHRICHT von ${who(view, e.by)} an ${toWhom(e.to)}: ${quoted(e.text)}`,
    'incident.declared': (e, view) =>
      `${who(view, e.person)} ruft ${e.incident} aus, ${word(e.severity)}: ${quoted(e.summary)}`,
    'team.stated': (e, view) => `${who(view, e.person)} stellt fest: ${word(e.what)}`,
    'notice.sent': (e, view) => {
      const late = e.inTime === false ? ', zu spät' : '';
      const missing = e.missing.length ? `, ohne ${e.missing.join(', ')}` : '';
      return `${who(view, e.person)} meldet: ${e.clock}${late}${missing}`;
    },
    'procedure.ticked': (e, view) => `${who(view, e.person)} hakt ${e.procedure}/${e.step} ab`,
    'procedure.confirmed': (e, view) =>
      `${who(view, e.person)} hat ${e.procedure}/${e.step} ${e.done ? 'gesehen' : 'nicht gesehen'}`,
    'evidence.handed-in': (e, view) =>
      `${who(view, e.person)} gibt ${e.id} ab${e.alert === undefined ? '' : ` zu ${e.alert}`}: ${e.title}`,
    'note.written': (e, view) =>
      `${who(view, e.person)} notiert${e.visibility === 'staff' ? ' (intern)' : ''}: ${quoted(e.text)}`,
    'question.asked': e => `FRAGE ${e.question.id} an ${toWhom(e.question.to)}: ${e.question.text}`,
    'question.answered': (e, view) =>
      e.state === 'closed'
        ? `${e.question} ist geschlossen: ${e.answer}`
        : `${who(view, e.person)} antwortet auf ${e.question} ${quoted(e.answer)}: ${word(e.state)}${e.points ? `, ${e.points} Punkte` : ''}`,
    'decision.made': (e, view) =>
      `${who(view, e.person)} entscheidet ${e.question}: ${e.choice}${e.rationale ? `, weil ${quoted(e.rationale)}` : ''}${e.inTime ? '' : ', zu spät'}`,
    'hint.taken': (e, view) => `${who(view, e.person)} nimmt einen Hinweis für ${e.price} Punkte: ${e.text}`,
    'observation.made': (e, view) =>
      `${who(view, e.person)} beobachtet ${[e.objective, e.task, e.inject, e.rating].filter(Boolean).join(' ')} ${e.text}`.trim(),
    'response.extended': (e, view) => `${who(view, e.by)} gibt ${formatDuration(e.byMs)} mehr für ${e.scenario}`,
    'response.closed': (e, view) => `${who(view, e.by)} schließt ${e.scenario}${why(e.reason)}`,
    'time.accepted': (e, view) =>
      `${who(view, e.by)} erkennt an: ${e.id} ${word(e.what)}, ${formatDuration(e.earlierMs)} bevor es ankam${why(e.reason)}`,
    'improvement.proposed': (e, view) => `${who(view, e.person)} schlägt vor: ${e.text}`,
    'place.looked-at': (e, view) => {
      const where = `${who(view, e.person)} sieht nach: ${word(e.place)}`;
      const dice = e.roll
        ? `, würfelt ${e.roll.die}${e.roll.bonus ? ` + ${e.roll.bonus}` : ''} (nötig: ${e.roll.needs})`
        : '';
      return `${where}${dice}: ${e.card === undefined ? `nichts, und ${formatDuration(e.costMs)} sind vergangen` : e.card}`;
    },
    'card.opened': e => `KARTE ${e.card} ${e.title}`,
    'procedure.picked': (e, view) =>
      `${who(view, e.person)} wählt ${e.procedure} für ${e.about}: ${e.written ? 'es ist dafür geschrieben' : 'dafür ist ein anderes geschrieben'}`,
    'action.taken': (e, view) => {
      const held = e.held.length ? `; hält jetzt: ${e.held.join('; ')}` : '; nichts hält, was nicht schon hielt';
      const grounds = groundsText(e.grounds, {
        kind: '; nur nach der Art beurteilt: ',
        another: '; es nennt etwas anderes als das, was offen ist',
      });
      const open = e.open.length ? `; noch offen: ${e.open.join('; ')}` : '';
      const harm = e.harmed.length ? `; GESTÖRT: ${e.harmed.join(', ')}` : '';
      const said = e.said === undefined ? '' : ` → ${e.said}`;
      const what =
        e.how === 'tried' ? `versucht ${e.what}` : `sagt an: ${word(e.what)}${e.on === undefined ? '' : ` ${e.on}`}`;
      return `${who(view, e.person)} ${what} zu ${e.about}${said}${held}${grounds}${open}${harm}`;
    },
    'person.acted': e =>
      [
        e.user.split(':').at(-1),
        e.verb,
        e.subresource ? `${e.resource}/${e.subresource}` : e.resource,
        e.name,
        `(${e.code})`,
      ]
        .filter(Boolean)
        .join(' '),
    'containment.changed': e => `${e.scenario}: ${e.check} ${word(e.state)}: ${e.detail}`,
    'scenario.contained': e => `${e.scenario} ist eingedämmt nach ${formatDuration(e.ttcMs)}`,
    'harm.changed': e => `${e.bystander} ist ${word(e.state)}: ${e.detail}`,
    'scenario.judged': e => `${e.scenario}: ${word(e.verdict)}`,
    'cleanup.finished': e => `aufgeräumt: ${e.left.length} übrig`,
  }),
  did: dictionary({
    'alert.answered': e => `quittiert ${e.alert}`,
    'incident.declared': e => `rief ${e.incident} aus`,
    'team.stated': e => word(e.what),
    'notice.sent': e => `meldete ${e.clock}`,
    'note.written': () => 'eine Notiz',
    'procedure.ticked': e => `hakte ${e.step} ab`,
    'procedure.confirmed': e => `sah ${e.step}`,
    'evidence.handed-in': e => `Beweis ${e.id}`,
    'question.answered': e => `antwortete ${e.question}`,
    'decision.made': e => `entschied ${e.question}`,
    'hint.taken': () => 'nahm Hinweis',
    'place.looked-at': e => `sah nach: ${word(e.place)}`,
    'procedure.picked': e => `wählte ${e.procedure}`,
    'action.taken': e => (e.how === 'tried' ? 'versuchte Befehl' : word(e.what)),
    'inject.read': e => `las ${e.inject}`,
    'observation.made': e => `beobachtete ${e.task ?? e.objective ?? ''}`.trim(),
    'message.sent': () => 'eine Nachricht',
    'person.acted': e => `${e.verb} ${e.resource}`,
  }),
};
