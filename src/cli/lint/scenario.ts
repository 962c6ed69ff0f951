import {messageOf} from '../../lib/errors.js';
import type {Problem} from '../../lib/yaml-file.js';
import type {LoadedScenario} from '../../scenario/load.js';
import {requestContext, toRequest} from '../../scenario/request.js';
import type {Step} from '../../scenario/schema.js';
import {TEMPLATE_NAMES, type TemplateValues, unknownNames} from '../../scenario/template.js';

const SECTIONS = ['setUp', 'attack', 'benign', 'contain'] as const;

/** What a schema cannot see: templates that nobody fills in, resources that nobody knows, expectations of no step. */
export function lintScenario(scenario: LoadedScenario): Problem[] {
  return [...templates(scenario), ...requests(scenario), ...expectations(scenario)];
}

function templates(scenario: LoadedScenario): Problem[] {
  return SECTIONS.flatMap(section =>
    scenario[section].flatMap((step, i) =>
      unknownNames(JSON.stringify(step)).map(name =>
        scenario.yaml.at([section, i], `{{ ${name} }} is none of ${TEMPLATE_NAMES.join(', ')}`),
      ),
    ),
  );
}

const STAND_INS = Object.fromEntries(TEMPLATE_NAMES.map(name => [name, name])) as TemplateValues;

function requests({yaml, ...scenario}: LoadedScenario): Problem[] {
  const context = requestContext(STAND_INS);
  const check = (section: 'setUp' | 'attack' | 'benign') => (step: Step, i: number) => {
    if ('wait' in step) return [];
    try {
      toRequest(step, context);
      return [];
    } catch (error) {
      return [yaml.at([section, i], messageOf(error))];
    }
  };
  return (['setUp', 'attack', 'benign'] as const).flatMap(section => scenario[section].flatMap(check(section)));
}

function expectations({yaml, expect, attack}: LoadedScenario): Problem[] {
  const steps = attack.map(step => step.id).filter(Boolean);
  return expect.flatMap(({step}, i) =>
    step === undefined || steps.includes(step)
      ? []
      : [
          yaml.at(
            ['expect', i, 'step'],
            `there is no attack step ${step}; steps with an id: ${steps.join(', ') || 'none'}`,
          ),
        ],
  );
}
