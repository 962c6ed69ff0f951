import {z} from 'zod';
import {milliseconds} from '../../../lib/duration.js';
import type {Question} from '../../../scenario/exercise/script.js';
import type {QuestionView} from '../../../view/live/view.js';
import {isFor} from '../../project/project.js';
import type {Exercise} from '../exercise.js';
import {line, lines} from '../people-text.js';
import {refuse} from '../refused.js';
import {type Acting, type Command, command, tooLate, trusted, unknown} from './command.js';

/** What people do about questions and hints. */
export const ANSWER: Record<string, Command> = {
  answer: command({
    title: 'answer a question',
    may: ({kind}) => kind === 'responds',
    during: ['running'],
    schema: z.strictObject({question: z.string(), answer: line(500)}),
    apply: ({exercise, person, role}, {question: id, answer}) => {
      const {question, asked} = openQuestion(exercise, role.id, id);
      if (question.choose) throw refuse(422, 'a decision', {id});
      const told = {question: id, t: exercise.t, person: person.id, answer};
      const used = asked.answers.filter(({state}) => state === 'wrong').length;
      const last = asked.answers.findLast(({state}) => state === 'wrong');
      if (last && exercise.t - last.t < milliseconds(question.wait)) {
        exercise.append({
          type: 'question.answered',
          ...told,
          state: 'too fast',
          points: 0,
          triesLeft: question.tries - used,
        });
        throw refuse(429, 'wait between', {
          seconds: Math.ceil((milliseconds(question.wait) - exercise.t + last.t) / 1000),
        });
      }
      const isRight = matches(question, answer, exercise);
      exercise.append({
        type: 'question.answered',
        ...told,
        ...{
          state: isRight ? 'right' : 'wrong',
          points: isRight ? question.points : 0,
          triesLeft: question.tries - used - (isRight ? 0 : 1),
        },
      });
    },
  }),
  decide: command({
    title: 'decide a question',
    may: trusted('decide'),
    during: ['running', 'paused'],
    schema: z.strictObject({
      question: z.string(),
      choice: z.string(),
      rationale: lines(2000).or(z.literal('')).default(''),
    }),
    apply: ({exercise, person, role}, {question: id, choice, rationale}) => {
      const {question, asked} = openQuestion(exercise, role.id, id);
      if (!question.choose?.some(option => option.id === choice)) throw unknown('option', `${id}/${choice}`);
      if (question.rationale === 'required' && !rationale) throw refuse(422, 'say why');
      const {decision} = asked;
      if (decision) throw tooLate(exercise, 'decided', id, {by: decision.person, at: decision.at});
      const {dueT} = asked.asked;
      const inTime = dueT === undefined || exercise.t <= dueT;
      exercise.append({
        type: 'decision.made',
        ...{question: id, t: exercise.t, person: person.id, choice, rationale, inTime},
      });
    },
  }),
  hint: command({
    title: 'take a hint, which costs points',
    may: trusted('ask'),
    during: ['running'],
    schema: z.strictObject({alert: line(20).optional()}),
    apply: ({exercise, person}, {alert}) => {
      const hint = nextHint(exercise, alert);
      if (!hint) throw refuse(409, 'no hint');
      const {id, scenario, price, text} = hint;
      exercise.append({type: 'hint.taken', hint: id, scenario, t: exercise.t, person: person.id, price, text});
    },
  }),
};

function openQuestion(exercise: Exercise, role: string, id: string): {question: Question; asked: QuestionView} {
  const question = exercise.questions.get(id);
  const asked = exercise.view.questions[id];
  if (!question || !asked || !isFor(question.to, role)) throw unknown('question', id);
  if (asked.isClosed) throw refuse(409, 'is closed', {id});
  return {question, asked};
}

/** The hints that are left: each opens after the one before, so that of an attack only the first of them counts. */
function hintsLeft({view}: Exercise) {
  const taken = new Set(view.hints.map(({hint}) => hint));
  return (view.script?.hints ?? [])
    .filter(hint => !taken.has(hint.id))
    .filter((hint, index, left) => left.findIndex(other => other.scenario === hint.scenario) === index);
}

/** The next hint about one of some attacks, also before it opens. */
export const hintFor = (exercise: Exercise, scenarios: readonly string[]) =>
  hintsLeft(exercise).find(({scenario}) => scenarios.includes(scenario));

/** The next hint that is open: about the attack of an alert, or without one about the oldest attack that is not contained. */
export function nextHint(exercise: Exercise, alert: string | undefined) {
  const scenario = alert === undefined ? undefined : exercise.scenarioOf(alert);
  if (alert !== undefined && scenario === undefined) throw unknown('alert', alert);
  const isOpen = (id: string) => exercise.course.since('contained', id) === undefined;
  return hintsLeft(exercise)
    .filter(hint => (scenario === undefined ? isOpen(hint.scenario) : hint.scenario === scenario))
    .find(({scenario: of, afterMs}) => {
      const attacked = exercise.course.since('attacked', of);
      return attacked !== undefined && exercise.t - attacked >= afterMs;
    });
}

const plain = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Whether an answer is right. Templates stand for names that this run has given. */
export function matches(
  {answer}: Pick<Question, 'answer'>,
  given: string,
  exercise: Pick<Acting['exercise'], 'named'>,
): boolean {
  if (answer === undefined) return true;
  if ('number' in answer) return Math.abs(Number(given.replace(',', '.')) - answer.number) <= answer.within;
  const right = 'match' in answer ? [answer.match] : answer.oneOf;
  return right.some(text => {
    let isKnown = true;
    const filled = text.replaceAll(/\{\{\s*([\w:-]+)\s*\}\}/g, (_, name: string) => {
      const value = exercise.named(name);
      isKnown &&= value !== undefined;
      return value ?? '';
    });
    return isKnown && plain(filled) === plain(given);
  });
}
