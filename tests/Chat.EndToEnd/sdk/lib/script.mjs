// What every script here shares: arguments, checks as JSON lines, and asking the test to do something to the network or the server.
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { RTMClient } from '@slack/rtm-api';
import { WebClient } from '@slack/web-api';

export const args = JSON.parse(process.argv[2]);

const input = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let held = 0;

// Standard output is the conversation with the test; what the SDKs tell (that they were asked to wait, above all) goes beside it.
console.log = console.info = console.debug = console.error;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Records one check; a false one ends the script. */
export function check(condition, what, detail) {
  if (!condition) fail(`${what}${detail === undefined ? '' : `: ${JSON.stringify(detail)}`}`);
  held += 1;
  say({ checked: what });
}

export function fail(text) {
  say({ failed: text });
  process.exit(1);
}

/** Asks the test to act (cut the network, restart the server) and answers what it said. */
export async function ask(what) {
  say({ ask: what });
  const { value } = await input.next();
  return JSON.parse(value);
}

export function done() {
  say({ done: held });
  process.exit(0);
}

process.on('uncaughtException', (e) => fail(`uncaught: ${e.stack}`));
process.on('unhandledRejection', (e) => fail(`unhandled rejection: ${e?.stack ?? e}`));

/** Awaits a promise for so long; says what was awaited. */
export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`waited ${ms} ms in vain for ${what}`)), ms); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Polls until the condition holds: for things that come by events of the SDK. */
export async function until(condition, what, ms = 20000) {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) fail(`waited ${ms} ms in vain for ${what}`);
    await sleep(20);
  }
}

/** The official Web API client against the server under test. */
export const web = (user) => new WebClient(user.token, { slackApiUrl: args.api, retryConfig: { retries: 5, minTimeout: 200 } });

/** The official RTM client, with everything that it was given recorded in order. */
export async function connect(user, options = {}) {
  const rtm = new RTMClient(user.token, { slackApiUrl: args.api, ...options });
  const seen = [];
  rtm.on('slack_event', (type, event) => seen.push(event ?? { type }));
  rtm.on('error', (e) => seen.push({ type: 'sdk_error', error: String(e) }));
  const session = {
    rtm,
    seen,
    user,
    messages: (channel) => seen.filter((e) => e.type === 'message' && e.channel === channel && !e.hidden),
    has: (wanted) => seen.some(wanted),
    // A connection that fell silent is noticed after 10 s; the WebSocket library then waits 30 s for the closing handshake.
    ready: () => within(70000, new Promise((resolve) => { rtm.once('ready', resolve); }), `${user.name}'s RTM client to be ready`),
  };
  const ready = session.ready();
  session.start = await rtm.start();
  await ready;
  return session;
}

/** Fails if one message came twice. Returns the texts in order. */
export function textsOnce(session, channel, from = 0) {
  const messages = session.messages(channel).slice(from);
  const ts = messages.map((m) => m.ts);
  check(new Set(ts).size === ts.length, `${session.user.name} saw no message twice in ${channel}`, ts);
  check(ts.every((t, i) => i === 0 || ts[i - 1] < t), `${session.user.name} saw messages in order in ${channel}`, ts);
  return messages.map((m) => m.text);
}
