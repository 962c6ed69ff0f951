import {formatDuration} from '../../lib/duration.js';
import {noticesOf} from '../../response/exercise/notices.js';
import {type ResponseMeasures, responseOf} from '../../response/measures.js';
import {followedSteps} from '../../response/procedure.js';
import {unnamedText} from '../../view/acknowledgement-words.js';
import {list, paragraph, type Section} from '../document/document.js';
import type {Played} from './people.js';

/** What people said afterwards, without their names. */
export function hotWash({exercise}: Played): Section {
  const {survey} = exercise.live;
  const questions = [...new Set(survey.map(({question}) => question))];
  const blocks = questions.map(question => {
    const answers = survey.filter(one => one.question === question);
    const scores = answers.flatMap(({score}) => score ?? []);
    const texts = answers.map(({text}) => text).filter(Boolean);
    const told = scores.length ? [`points from 1 to 5: ${scores.toSorted((a, b) => a - b).join(', ')}`] : [];
    return {kind: 'part', title: question, blocks: [list([...told, ...texts])]} as const;
  });
  return {
    title: '9 Hot wash',
    blocks: blocks.length ? blocks : [paragraph('Nobody answered the questions of the hot wash.')],
  };
}

/** What this report cannot say, and why: nobody should have to find that out alone. */
export function unknown(view: Played): Section {
  const all = [...blind(view), ...ofAttacks(view), ...ofTheClock(view), ...ofPeople(view)];
  return {
    title: '10 What is not known',
    blocks: [all.length ? list(all) : paragraph('Everything that was to be measured was measured.')],
  };
}

/** Sources that could not be asked, and attacks of which that keeps anybody from saying how they ended. */
const blind = ({sources, scenarios}: Played): string[] => [
  ...Object.values(sources)
    .filter(({state}) => state === 'down')
    .map(({source, reason}) => `${source} could not be asked: ${reason ?? 'no reason given'}`),
  ...scenarios
    .filter(({verdict}) => verdict === undefined || verdict === 'inconclusive' || verdict === 'not executed')
    .map(
      ({plan, verdict, explanation}) =>
        `${plan.title}: ${verdict ?? 'not judged'}${explanation ? `, ${explanation}` : ''}`,
    ),
];

/** Whether an attack was contained, and when, where nobody could look all the time. */
function containmentUnknown({contain, containment, open}: ResponseMeasures, title: string): string[] {
  if (contain && 'ms' in contain) {
    if (contain.unknownMs === undefined) return [];
    const what = containment === 'unknown' ? 'whether it was contained in time' : 'when it was contained';
    const off = formatDuration(contain.unsureMs ?? contain.unknownMs);
    return [`${title}: ${what}, to ${off}: for ${formatDuration(contain.unknownMs)} a check could not be read`];
  }
  if (containment !== 'unknown') return [];
  return [`${title}: whether it was contained: ${open.map(({check, detail}) => `${check} (${detail})`).join('; ')}`];
}

const ofAttacks = (view: Played): string[] =>
  responseOf(view).flatMap(measures => {
    const {scenario, harm, evidence, isTrailed} = measures;
    const {title} = scenario.plan;
    const acks = scenario.acknowledgements.filter(({counted, person}) => counted && person === undefined);
    const followed = followedSteps(scenario, view);
    const steps = followed.filter(({state}) => state === 'unknown');
    const unseen = followed.filter(({state}) => state === 'for people').length;
    return [
      ...acks.map(event => `${title}: who acknowledged it, ${unnamedText(event)[0] ?? `${event.source} does not say`}`),
      ...containmentUnknown(measures, title),
      ...harm.filter(({unsure}) => unsure).map(({bystander}) => `${title}: whether ${bystander} worked all the time`),
      ...evidence.filter(({state}) => state === 'unknown').map(({object}) => `${title}: whether ${object} was read`),
      ...(isTrailed ? [] : [`${title}: who did what, because nobody followed the audit log`]),
      ...steps.map(({step}) => `${title}: whether this was done: ${step.text}`),
      ...(unseen
        ? [
            `${title}: whether ${unseen} ${unseen === 1 ? 'step' : 'steps'} of its procedure that no machine sees ${unseen === 1 ? 'was' : 'were'} done: nobody ticked and confirmed ${unseen === 1 ? 'it' : 'them'}`,
          ]
        : []),
    ];
  });

function ofTheClock({exercise}: Played): string[] {
  const gaps = exercise.clock.filter(({gapMs}) => gapMs !== undefined);
  const {extended, closed} = exercise.live;
  return [
    ...gaps.map(({gapMs = 0, reason}) => `what happened in ${formatDuration(gapMs)}: ${reason ?? 'a gap'}`),
    ...exercise.resumed.map(
      ({offlineMs}) => `what happened in ${formatDuration(offlineMs)}: kubedrill itself was gone, and was resumed`,
    ),
    ...extended.map(
      ({scenario, byMs}) => `how ${scenario} would have ended without the ${formatDuration(byMs)} that were added`,
    ),
    ...closed.map(
      ({scenario, reason}) => `how ${scenario} would have ended: it was closed early${reason ? `, ${reason}` : ''}`,
    ),
  ];
}

const ofPeople = (view: Played): string[] => {
  const rated = view.exercise.live.observations.some(({rating}) => rating !== undefined);
  const open = noticesOf(view).filter(({state}) => state === 'open');
  return [
    ...(rated ? [] : ['how well the objectives were met: nobody rated them']),
    ...open.map(({asked}) => `whether ${asked.title} would have been sent in time: the drill ended before`),
  ];
};
