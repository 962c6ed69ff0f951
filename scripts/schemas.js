// Writes the JSON Schemas that editors and scripts use, from the zod schemas that the program itself uses. With
// `--check` it only says whether they are up to date.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {z} from 'zod';
import {ResultSchema} from '../dist/report/result-schema.js';
import {Drill, ScenarioFile} from '../dist/scenario/schema.js';
import {StackFile} from '../dist/sources/stack/schema.js';

const schemas = {
  scenario: z.toJSONSchema(ScenarioFile, {io: 'input'}),
  drill: z.toJSONSchema(Drill, {io: 'input'}),
  stack: z.toJSONSchema(StackFile, {io: 'input'}),
  result: z.toJSONSchema(ResultSchema),
};
const check = process.argv.includes('--check');
let stale = 0;
mkdirSync('schemas', {recursive: true});
for (const [name, schema] of Object.entries(schemas)) {
  const path = `schemas/${name}.schema.json`;
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    stale++;
    console.error(`${path} is not up to date: npm run schemas`);
  }
}
process.exitCode = stale ? 1 : 0;
