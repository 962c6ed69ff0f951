import type {Finding} from '../finding.js';
import type {Drill} from '../schema.js';
import {checkAnswers} from './check-answers.js';
import {checkPeople} from './check-people.js';
import {checkQuestions} from './check-questions.js';
import {checkScript} from './check-script.js';
import {checkTexts} from './check-texts.js';
import {checkVary} from './check-vary.js';

/**
 * What a schema cannot see in a drill's half for people: names that lead nowhere, injects that are never due, answers
 * that players can read, clocks that cannot run out, people who could not do what they are asked for.
 */
export const checkDrill = (drill: Drill): Finding[] => [
  ...checkPeople(drill),
  ...checkScript(drill),
  ...checkQuestions(drill),
  ...checkAnswers(drill),
  ...checkTexts(drill),
  ...checkVary(drill),
];
