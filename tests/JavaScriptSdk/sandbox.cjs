'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const built = path.join(__dirname, '../../artifacts/bin/TokenRotation.Sandbox/debug/TokenRotation.Sandbox.dll');

/** Starts a sandbox on a free port. What it says of itself, and how to end it. */
async function start(...options) {
  const assembly = process.env.TOKENROTATION_SANDBOX ?? built;
  if (!existsSync(assembly)) {
    throw new Error('There is no built sandbox: run dotnet build src/TokenRotation.Sandbox first.');
  }

  const child = spawn('dotnet', ['exec', assembly, '--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout });
  const greeting = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', code => reject(new Error(`The sandbox ended with exit code ${code}.`)));
  });
  return { ...JSON.parse(greeting), stop: () => child.kill('SIGTERM') };
}

/** An access token of the sandbox's OAuth client, for these scopes alone. */
async function accessToken(sandbox, ...scopes) {
  const answer = await fetch(sandbox.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      scope: scopes.join(' '),
    }),
  });
  return (await answer.json()).access_token;
}

module.exports = { start, accessToken };
