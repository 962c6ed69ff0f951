// What came of a run of vitest, from its JSON report: `PASSED FAILED`, then the files in which something failed, a line
// each. A report that is missing or empty, and a file that could not be run, are failures of their own.
import {readFileSync} from 'node:fs';
import {relative} from 'node:path';

const [, , path] = process.argv;
const {testResults, numPassedTests, numFailedTests} = read(path);
const failedFiles = testResults.filter(({status}) => status === 'failed');
const unrun = failedFiles.filter(({assertionResults}) => !assertionResults.some(({status}) => status === 'failed'));
const failed = numFailedTests + unrun.length + (numPassedTests + numFailedTests === 0 ? 1 : 0);
console.log([`${numPassedTests} ${failed}`, ...failedFiles.map(({name}) => relative('.', name))].join('\n'));

function read(file) {
  try {
    return {testResults: [], numPassedTests: 0, numFailedTests: 0, ...JSON.parse(readFileSync(file, 'utf8'))};
  } catch {
    return {testResults: [], numPassedTests: 0, numFailedTests: 0};
  }
}
