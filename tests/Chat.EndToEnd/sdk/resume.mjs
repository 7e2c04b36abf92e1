// Official RTM clients whose network is cut and whose server restarts: they miss nothing, although they know nothing of positions.
import { args, ask, check, connect, done, until, web } from './lib/script.mjs';

const { alice, bob, bot, channel, rounds } = args;
const b = await connect(bot, { clientPingTimeout: 6000 });
const a = await connect(alice);
const asBob = web(bob);

const expected = [];
const post = async (text) => {
  await asBob.chat.postMessage({ channel, text });
  expected.push(text);
};

await post('before anything');
await until(() => b.has((e) => e.text === 'before anything') && a.has((e) => e.text === 'before anything'), 'the first message');

for (const what of rounds) {
  // The test acts, posts by another way while the sockets are gone, and answers which texts those were.
  const botReady = b.ready();
  const aliceReady = a.ready();
  const { away } = await ask(what);
  expected.push(...away);
  await Promise.all([botReady, aliceReady]);
  await post(`after ${what}`);
  for (const session of [a, b]) {
    await until(() => session.has((e) => e.text === `after ${what}`), `${session.user.name} to see what came after ${what}`);
    const texts = session.messages(channel).map((m) => m.text);
    // What was in flight when the connection broke may come again, after the resume; nothing may be missing or out of order.
    const first = texts.filter((t, i) => texts.indexOf(t) === i);
    check(JSON.stringify(first) === JSON.stringify(expected), `${session.user.name} missed nothing after ${what}`, { first, expected });
  }
  const sent = await b.rtm.sendMessage(`bot after ${what}`, channel);
  expected.push(`bot after ${what}`);
  b.seen.push({ type: 'message', channel, text: `bot after ${what}`, ts: sent.ts });
  check(Boolean(sent.ts), `the bot can send after ${what}`, sent);
  await until(() => a.has((e) => e.ts === sent.ts), `alice to see the bot's message after ${what}`);
}

const { messages } = await asBob.conversations.history({ channel, limit: 200 });
const stored = messages.map((m) => m.text).reverse().filter((t) => expected.includes(t));
check(JSON.stringify(stored) === JSON.stringify(expected), 'history has each message once, in order', { stored, expected });

await a.rtm.disconnect();
await b.rtm.disconnect();
done();
