import {z} from 'zod';
import {code, table} from '../../build/report/markdown/text.js';
import {ACTIONS} from '../../build/scenario/steps/step.js';
import {withBlock} from './block.js';

/** A page with every action of a step and its fields, from the schema itself. */
export const withActions = path =>
  withBlock(path, 'actions', table([['action', 'fields'], ...Object.entries(ACTIONS).map(rowOf)]));

function rowOf([action, schema]) {
  const {properties, $defs} = z.toJSONSchema(schema, {io: 'input'});
  const forms = properties[action].anyOf ?? [properties[action]];
  return [code(action), forms.map(form => fieldsOf(form, $defs)).join('; or ')];
}

/** `resource`, `namespace`?, … or what the value is when it is no map of known fields. */
function fieldsOf(form, defs) {
  const {properties, required = [], description} = form.$ref ? defs[form.$ref.split('/').at(-1)] : form;
  if (form.$ref) return description.replace(/^A /, 'a ');
  return Object.keys(properties)
    .map(name => (required.includes(name) ? code(name) : `${code(name)}?`))
    .join(' ');
}
