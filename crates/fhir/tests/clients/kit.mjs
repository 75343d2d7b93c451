// A hospital's system asks by `fhir-kit-client`; each answer is checked against the definitions of
// R4 by the package `fhir`. Ends with 0 when every answer is right.
//
//   node kit.mjs http://127.0.0.1:PORT/fhir FOLDER_WITH_NODE_MODULES

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [base, folder] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { Fhir } = require('fhir');
const kit = `${folder}/node_modules/fhir-kit-client/dist/index.js`;
const { Client } = await import(pathToFileURL(kit));

const validator = new Fhir();
const client = new Client({ baseUrl: base });
const grade = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const nhsNumber = 'https://fhir.nhs.uk/Id/nhs-number';

function valid(resource) {
  const { messages } = validator.validate(resource, { errorOnUnexpected: true });
  // R4 only suggests codes for the details of an issue, and code lists that the package does not
  // hold are no fault of an answer.
  const suggested = ({ severity, location }) =>
    severity === 'info' || (severity === 'warning' && location.endsWith('.details'));
  const faults = messages.filter((message) => !suggested(message));
  assert.deepEqual(faults, [], JSON.stringify(faults));
  return resource;
}

function parameters(patient, more = []) {
  const resource = { resourceType: 'Patient', ...patient };
  return { resourceType: 'Parameters', parameter: [{ name: 'resource', resource }, ...more] };
}

async function match(input) {
  return valid(await client.operation({ name: 'match', resourceType: 'Patient', input }));
}

function people(bundle) {
  assert.equal(bundle.type, 'searchset');
  const found = bundle.entry.filter((entry) => entry.search.mode === 'match');
  assert.equal(bundle.total, found.length);
  for (const entry of found) {
    assert.equal(entry.resource.resourceType, 'Patient');
    assert.equal(entry.fullUrl, `urn:uuid:${entry.resource.id}`);
    assert.ok(entry.search.score >= 0 && entry.search.score <= 1);
  }
  const scores = found.map((entry) => entry.search.score);
  assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
  return found;
}

function status(bundle) {
  const said = bundle.entry.filter((entry) => entry.search.mode === 'outcome');
  assert.equal(said.length, 1);
  return said[0].resource.issue[0].details.coding[0].code;
}

const gradeOf = (entry) => entry.search.extension.find((e) => e.url === grade).valueCode;

async function refused(input, wanted) {
  const error = await match(input).then(
    () => assert.fail('it was answered'),
    (error) => error,
  );
  if (error.code === 'ERR_ASSERTION') throw error;
  const outcome = valid(error.response.data);
  assert.equal(error.response.status, wanted.status);
  assert.equal(outcome.issue[0].code, wanted.code);
  assert.deepEqual(outcome.issue[0].expression, wanted.expression);
}

// What is offered.
const capabilities = valid(await client.capabilityStatement());
assert.equal(capabilities.fhirVersion, '4.0.1');
const offered = capabilities.rest[0].resource.find((resource) => resource.type === 'Patient');
assert.equal(offered.operation[0].name, 'match');
const operation = await client.read({ resourceType: 'OperationDefinition', id: 'Patient-match' });
assert.equal(valid(operation).code, 'match');

// One person, certain.
const byNumber = { identifier: [{ system: nhsNumber, value: '9990000115' }] };
for (const input of [parameters(byNumber), { resourceType: 'Patient', ...byNumber }]) {
  const answer = await match(input);
  const found = people(answer);
  assert.equal(found.length, 1);
  assert.equal(found[0].resource.identifier[0].value, '9990000115');
  assert.equal(found[0].resource.name[0].family, 'Okonkwo');
  assert.equal(gradeOf(found[0]), 'certain');
  assert.equal(status(answer), 'Match');
}

// Twins.
const twins = {
  name: [{ family: 'Bellingham' }],
  birthDate: '2015-06-01',
  address: [{ postalCode: 'XL6 4EB' }],
};
const many = await match(parameters(twins));
assert.deepEqual(people(many).map(gradeOf), ['probable', 'probable']);
assert.equal(status(many), 'ManyMatch');
const one = await match(parameters(twins, [{ name: 'count', valueInteger: 1 }]));
assert.equal(people(one).length, 1);
const certain = { name: 'onlyCertainMatches', valueBoolean: true };
const nobody = await match(parameters(twins, [certain]));
assert.equal(people(nobody).length, 0);
assert.equal(status(nobody), 'ManyMatch');

// Nobody, and requests that are refused.
const stranger = { name: [{ family: 'Nobody' }], birthDate: '1999-12-31' };
assert.equal(status(await match(parameters(stranger))), 'NoMatch');
const at = 'Parameters.parameter[0].resource';
await refused(parameters({ birthDate: '12/03/1941' }), {
  status: 400, code: 'value', expression: [`${at}.birthDate`],
});
await refused(parameters({ gender: 'female' }), { status: 422, code: 'required', expression: [at] });
await refused(
  { resourceType: 'Parameters', parameter: [{ name: 'resource' }] },
  { status: 400, code: 'required', expression: ['Parameters.parameter[0]'] },
);
