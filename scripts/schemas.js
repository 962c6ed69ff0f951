// Writes the JSON Schemas that editors and scripts use, from the zod schemas that the program itself uses. With
// `--check` it only says whether they are up to date.
import {z} from 'zod';
import {CoverageSchema} from '../build/coverage/result.js';
import {FleetFile} from '../build/fleet/config/schema.js';
import {HistoryFile} from '../build/history/config/schema.js';
import {LabFile} from '../build/lab/schema.js';
import {schemaUrl} from '../build/lib/schema-url.js';
import {ResultSchema} from '../build/report/data/result-schema.js';
import {WorkshopSchema} from '../build/report/workshop/result.js';
import {Procedure} from '../build/scenario/procedures/schema.js';
import {Drill, ScenarioFile} from '../build/scenario/schema.js';
import {StackFile} from '../build/sources/stack/schema.js';
import {settle} from './generated.js';

const schemas = {
  scenario: z.toJSONSchema(ScenarioFile, {io: 'input'}),
  drill: z.toJSONSchema(Drill, {io: 'input'}),
  procedure: z.toJSONSchema(Procedure, {io: 'input'}),
  stack: z.toJSONSchema(StackFile, {io: 'input'}),
  history: z.toJSONSchema(HistoryFile, {io: 'input'}),
  lab: z.toJSONSchema(LabFile, {io: 'input'}),
  fleet: z.toJSONSchema(FleetFile, {io: 'input'}),
  result: z.toJSONSchema(ResultSchema),
  workshop: z.toJSONSchema(WorkshopSchema),
  coverage: z.toJSONSchema(CoverageSchema),
};
const files = Object.entries(schemas).map(([name, schema]) => [
  `schemas/${name}.schema.json`,
  `${JSON.stringify({$schema: schema.$schema, $id: schemaUrl(name), ...schema}, null, 2)}\n`,
]);
settle(new Map(files), 'npm run schemas', ['schemas']);
