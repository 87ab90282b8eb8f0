'use strict';

// action-validator holds the schema of GitHub's workflows that SchemaStore publishes.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { describe, test } = require('node:test');
const { validateWorkflow } = require('@action-validator/core');
const { validate } = require('dockerfile-utils');

const fleet = join(__dirname, '..', '..', 'samples', 'fleet');
const textOf = name => readFileSync(join(fleet, name), 'utf8');

describe('the workflows of GitHub', () => {
  for (const name of ['github/rotate-fleet.yml', 'github/nightly.yml']) {
    test(`${name} keeps to the schema`, () => assert.deepEqual(validateWorkflow(textOf(name)).errors, []));
  }

  test('a key that is none would be found', () => {
    const text = textOf('github/rotate-fleet.yml');
    const broken = text.replace('runs-on:', 'runs-onn:');
    assert.notEqual(broken, text);
    assert.notEqual(validateWorkflow(broken).errors.length, 0);
  });
});

describe('the Dockerfile', () => {
  test('has no instruction that is wrong', () => assert.deepEqual(validate(textOf('Dockerfile')), []));

  test('an instruction that is none would be found', () => {
    assert.notEqual(validate(textOf('Dockerfile').replace('\nUSER ', '\nUSERR ')).length, 0);
  });
});
