'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const sdk = require('@dynatrace-sdk/client-classic-environment-v2');
const { PlatformHttpClient } = require('@dynatrace-sdk/http-client');
const { start, accessToken } = require('./sandbox.cjs');

const fleet = 250;
const handedOut = 3;
let sandbox;
let tokens;

function clientFor(bearer) {
  return new sdk.AccessTokensApiTokensClient(
    new PlatformHttpClient({ baseUrl: sandbox.url, defaultHeaders: { Authorization: `Bearer ${bearer}` } }));
}

async function made(body = {}) {
  return tokens.createApiToken({ body: { name: 'conformance', scopes: ['metrics.read'], ...body } });
}

async function all(config) {
  const found = [];
  let page = await tokens.listApiTokens(config);
  found.push(...page.apiTokens);
  while (page.nextPageKey) {
    page = await tokens.listApiTokens({ nextPageKey: page.nextPageKey });
    found.push(...page.apiTokens);
  }

  return found;
}

async function fails(promise, status) {
  const error = await promise.then(() => assert.fail('The call succeeded.'), reason => reason);
  assert.equal(Number(error.response?.status ?? error.code), status, `${error.name}: ${error.message}`);
  return error;
}

before(async () => {
  sandbox = await start('--tokens', String(fleet), '--seed', '7');
  tokens = clientFor(sandbox.platformToken);
});
after(() => sandbox?.stop());

describe('create', () => {
  test('answers with ID and secret', async () => {
    const created = await made();
    assert.match(created.id, /^dt0c01\.[A-Z2-7]{24}$/);
    assert.ok(created.token.startsWith(`${created.id}.`));
    assert.equal(created.expirationDate, undefined);
  });

  test('takes a relative expiry, and answers with the date', async () => {
    const created = await made({ expirationDate: 'now+14d' });
    assert.ok(Math.abs(new Date(created.expirationDate) - Date.now() - 14 * 86_400_000) < 60_000);
  });

  for (const scope of Object.values(sdk.ApiTokenCreateScopesItem)) {
    test(`grants ${scope}`, async () => {
      const { id } = await made({ scopes: [scope] });
      assert.deepEqual((await tokens.getApiToken({ id })).scopes, [scope]);
      await tokens.deleteApiToken({ id });
    });
  }

  for (const [what, body] of Object.entries({
    'no name': { name: undefined },
    'an empty name': { name: '' },
    'no scopes': { scopes: undefined },
    'an unknown scope': { scopes: ['no.such.scope'] },
    'a past expiry': { expirationDate: 'now-1d' },
    'an illegible expiry': { expirationDate: 'tomorrow' },
  })) {
    test(`refuses ${what} with an error envelope`, async () => {
      const error = await fails(made(body), 400);
      assert.ok(sdk.isErrorEnvelopeError(error), error.name);
      assert.equal(error.body.error.code, 400);
    });
  }
});

describe('read', () => {
  test('a token by its ID has all that is known of it', async () => {
    const { id } = await made({ expirationDate: 'now+1d' });
    const token = await tokens.getApiToken({ id });
    assert.deepEqual(
      Object.keys(token).sort(), ['creationDate', 'enabled', 'expirationDate', 'id', 'name', 'owner', 'personalAccessToken', 'scopes']);
  });

  test('a token by its secret is the same', async () => {
    const { id, token } = await made();
    assert.deepEqual(await tokens.lookupApiToken({ body: { token } }), await tokens.getApiToken({ id }));
  });

  test('no secret is ever read back', async () => {
    const { id, token } = await made();
    assert.ok(!JSON.stringify(await tokens.getApiToken({ id })).includes(token));
  });

  test('an unknown ID is 404', () => fails(tokens.getApiToken({ id: 'dt0c01.AAAAAAAAAAAAAAAAAAAAAAAA' }), 404));
  test('an unknown secret is 404', () => fails(tokens.lookupApiToken({ body: { token: 'dt0c01.none' } }), 404));
});

describe('list', () => {
  test('pages hold every token once', async () => {
    const ids = (await all({ pageSize: 100 })).map(token => token.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= fleet + handedOut);
  });

  test('the total is that of all pages', async () => {
    const page = await tokens.listApiTokens({ pageSize: 100 });
    assert.equal(page.totalCount, (await all({ pageSize: 100 })).length);
    assert.equal(page.apiTokens.length, 100);
  });

  test('has the default fields', async () => {
    const [token] = (await tokens.listApiTokens()).apiTokens;
    assert.deepEqual(Object.keys(token).sort(), ['creationDate', 'enabled', 'id', 'name', 'owner']);
  });

  test('adds and removes fields', async () => {
    const [token] = (await tokens.listApiTokens({ fields: '+scopes,-owner' })).apiTokens;
    assert.deepEqual(Object.keys(token).sort(), ['creationDate', 'enabled', 'id', 'name', 'scopes']);
  });

  test('replaces fields', async () => {
    const [token] = (await tokens.listApiTokens({ fields: 'name' })).apiTokens;
    assert.deepEqual(Object.keys(token).sort(), ['id', 'name']);
  });

  test('filters by owner', async () => {
    const owner = (await tokens.listApiTokens()).apiTokens[0].owner;
    const found = await all({ apiTokenSelector: `owner("${owner}")` });
    assert.ok(found.length > 0 && found.every(token => token.owner === owner));
  });

  for (const personal of [true, false]) {
    test(`filters by personalAccessToken(${personal})`, async () => {
      const found = await all({ apiTokenSelector: `personalAccessToken(${personal})`, fields: '+personalAccessToken' });
      assert.ok(found.length > 0 && found.every(token => token.personalAccessToken === personal));
    });
  }

  test('filters by any of two scopes, and by two criteria', async () => {
    const either = await all({ apiTokenSelector: 'scope("metrics.read","ReadConfig")', fields: '+scopes' });
    assert.ok(either.every(token => token.scopes.some(scope => ['metrics.read', 'ReadConfig'].includes(scope))));
    const both = await all({ apiTokenSelector: 'scope("metrics.read","ReadConfig"),personalAccessToken(true)' });
    assert.ok(both.length < either.length);
  });

  for (const scope of Object.values(sdk.ApiTokenScopesItem)) {
    test(`knows the scope ${scope} in a selector`, async () => {
      const found = await all({ apiTokenSelector: `scope("${scope}")`, fields: '+scopes', pageSize: 1000 });
      assert.ok(found.every(token => token.scopes.includes(scope)));
    });
  }

  test('filters by last use', async () => {
    const from = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const found = await all({ from, fields: '+lastUsedDate' });
    assert.ok(found.length > 0 && found.every(token => token.lastUsedDate >= from));
    assert.ok((await all({ from: 'now-7d' })).length > 0);
  });

  for (const key of ['name', 'creationDate', 'expirationDate', 'lastUsedDate', 'modifiedDate']) {
    for (const sign of ['', '+', '-']) {
      test(`sorts by ${sign}${key}`, async () => {
        const found = await all({ sort: `${sign}${key}`, fields: `+${['name', 'creationDate'].includes(key) ? 'scopes' : key}` });
        const values = found.map(token => token[key]).filter(value => value !== undefined);
        const ascending = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        assert.deepEqual(values, sign === '-' ? ascending.reverse() : ascending);
      });
    }
  }

  for (const [what, config] of Object.entries({
    'a page that is too small': { pageSize: 99 },
    'a page that is too large': { pageSize: 10_001 },
    'an unknown field': { fields: '+colour' },
    'an unknown order': { sort: 'colour' },
    'an unknown criterion': { apiTokenSelector: 'colour("red")' },
    'a key that is none': { nextPageKey: 'none' },
  })) {
    test(`refuses ${what}`, async () => assert.ok(sdk.isErrorEnvelopeError(await fails(tokens.listApiTokens(config), 400))));
  }

  test('refuses a key beside another parameter', async () => {
    const { nextPageKey } = await tokens.listApiTokens({ pageSize: 100 });
    await fails(tokens.listApiTokens({ nextPageKey, pageSize: 100 }), 400);
  });
});

describe('change', () => {
  test('name, scopes and state, each alone', async () => {
    const { id } = await made();
    await tokens.updateApiToken({ id, body: { name: 'renamed' } });
    await tokens.updateApiToken({ id, body: { scopes: ['slo.read'] } });
    await tokens.updateApiToken({ id, body: { enabled: false } });
    const token = await tokens.getApiToken({ id });
    assert.deepEqual([token.name, token.scopes, token.enabled], ['renamed', ['slo.read'], false]);
  });

  test('an unknown token is 404', () => fails(tokens.updateApiToken({ id: 'dt0c01.AAAAAAAAAAAAAAAAAAAAAAAA', body: { name: 'n' } }), 404));
  test('an unknown scope is refused', async () => {
    const { id } = await made();
    await fails(tokens.updateApiToken({ id, body: { scopes: ['no.such.scope'] } }), 400);
  });
});

describe('delete', () => {
  test('by ID, once', async () => {
    const { id } = await made();
    await tokens.deleteApiToken({ id });
    await fails(tokens.deleteApiToken({ id }), 404);
    await fails(tokens.getApiToken({ id }), 404);
  });

  test('by secret', async () => {
    const { id, token } = await made();
    await tokens.deleteApiToken({ id: token });
    await fails(tokens.getApiToken({ id }), 404);
  });
});

describe('credentials', () => {
  test('a Bearer that nobody knows is 401', () => fails(clientFor('none').listApiTokens(), 401));

  test('a classic token is no Bearer', () => fails(clientFor(sandbox.adminToken).listApiTokens(), 401));

  test('an access token that may only read is 403 for a creation, with the scope', async () => {
    const reader = clientFor(await accessToken(sandbox, 'api-tokens:tokens:read'));
    assert.ok((await reader.listApiTokens()).totalCount > 0);
    const error = await fails(reader.createApiToken({ body: { name: 'n', scopes: ['metrics.read'] } }), 403);
    assert.match(JSON.stringify(error.body ?? error.message), /api-tokens:tokens:write/);
  });

  test('an access token is over after five minutes', async () => {
    const over = clientFor(await accessToken(sandbox, 'api-tokens:tokens:read'));
    await over.listApiTokens();
    await fetch(`${sandbox.url}/_sandbox/clock`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance: '00:05:01' }),
    });
    await fails(over.listApiTokens(), 401);
  });
});
