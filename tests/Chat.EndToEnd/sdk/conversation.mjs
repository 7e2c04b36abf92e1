// A day in a team's life through the official SDKs alone.
import { args, check, connect, done, textsOnce, until, web } from './lib/script.mjs';

const { alice, bob, bot } = args;
const asAlice = web(alice);
const asBob = web(bob);
const asBot = web(bot);

// Who am I
const test = await asAlice.auth.test();
check(test.ok && test.user_id === alice.id && test.team_id === args.team, 'auth.test names the user and the team', test);
const botTest = await asBot.auth.test();
check(botTest.user_id === bot.id && /^B/.test(botTest.bot_id ?? ''), 'auth.test of a bot has its bot_id', botTest);

// A channel with both, and one without bob
const { channel: work } = await asAlice.conversations.create({ name: 'sdk-work' });
await asAlice.conversations.invite({ channel: work.id, users: `${bob.id},${bot.id}` });
const { channel: secret } = await asAlice.conversations.create({ name: 'sdk-secret', is_private: true });
check(secret.is_private === true, 'a private channel is private', secret);

const a = await connect(alice);
const b = await connect(bob);
const c = await connect(bot);
check(a.start.self.id === alice.id && a.start.team.id === args.team, 'rtm.connect answers self and team', a.start);

// Posting, both ways
const sent = await a.rtm.sendMessage('hello from the socket', work.id);
check(/^\d{10}\.\d{6}$/.test(sent.ts), 'sendMessage is acked with a ts', sent);
await until(() => b.has((e) => e.type === 'message' && e.ts === sent.ts), "bob's event of alice's sendMessage");
const posted = await asBob.chat.postMessage({ channel: work.id, text: 'hello from <http://example.com> the web & more' });
await until(() => a.has((e) => e.type === 'message' && e.ts === posted.ts), "alice's event of bob's chat.postMessage");
await until(() => b.has((e) => e.type === 'message' && e.ts === posted.ts), "bob's own event of his chat.postMessage");
check(a.seen.find((e) => e.ts === posted.ts).text === posted.message.text, 'event and answer have the same text', posted);
await until(() => c.has((e) => e.type === 'message' && e.ts === posted.ts), "the bot's event");
const byBot = await c.rtm.sendMessage('beep', work.id);
await until(() => a.has((e) => e.ts === byBot.ts), "alice's event of the bot's message");
check(a.seen.find((e) => e.ts === byBot.ts).bot_id === botTest.bot_id, "a bot's message carries its bot_id");

// A thread
const reply = await asBob.chat.postMessage({ channel: work.id, text: 'a reply', thread_ts: sent.ts });
await until(() => a.has((e) => e.type === 'message' && e.ts === reply.ts && e.thread_ts === sent.ts), "alice's event of the reply");
const thread = await asAlice.conversations.replies({ channel: work.id, ts: sent.ts });
check(thread.messages.length === 2 && thread.messages[0].reply_count === 1 && thread.messages[1].ts === reply.ts, 'conversations.replies has root and reply', thread.messages);
const byRtm = await a.rtm.addOutgoingEvent(true, 'message', { channel: work.id, text: 'a reply by the socket', thread_ts: sent.ts });
await until(() => b.has((e) => e.ts === byRtm.ts && e.thread_ts === sent.ts), "bob's event of alice's reply by the socket");
const history = await asAlice.conversations.history({ channel: work.id });
check(!history.messages.some((m) => m.ts === reply.ts), 'replies are not in the history');
check(history.messages.find((m) => m.ts === sent.ts).reply_count === 2, 'the root counts its replies');

// Edit, react, delete
await asAlice.chat.update({ channel: work.id, ts: sent.ts, text: 'hello, edited' });
await until(() => b.has((e) => e.subtype === 'message_changed' && e.message.ts === sent.ts && e.message.text === 'hello, edited'), "bob's event of the edit");
await asBob.reactions.add({ channel: work.id, timestamp: sent.ts, name: 'thumbsup' });
await until(() => a.has((e) => e.type === 'reaction_added' && e.reaction === 'thumbsup' && e.item.ts === sent.ts && e.user === bob.id), "alice's event of the reaction");
await asBob.reactions.remove({ channel: work.id, timestamp: sent.ts, name: 'thumbsup' });
await until(() => a.has((e) => e.type === 'reaction_removed' && e.item.ts === sent.ts), "alice's event of its removal");
await asBob.chat.delete({ channel: work.id, ts: posted.ts });
await until(() => a.has((e) => e.subtype === 'message_deleted' && e.deleted_ts === posted.ts), "alice's event of the deletion");
const after = await asAlice.conversations.history({ channel: work.id });
check(!after.messages.some((m) => m.ts === posted.ts), 'what is deleted is gone from the history');

// A DM
const { channel: dm } = await asAlice.conversations.open({ users: bob.id });
const hush = await asAlice.chat.postMessage({ channel: dm.id, text: 'between us' });
await until(() => b.has((e) => e.channel === dm.id && e.ts === hush.ts), "bob's event in the DM");
check(!c.has((e) => e.channel === dm.id), 'the bot sees nothing of the DM');

// What bob may not see
const hidden = await asAlice.chat.postMessage({ channel: secret.id, text: 'not for bob' });
const refused = await asBob.conversations.history({ channel: secret.id }).catch((e) => e.data?.error);
check(refused === 'channel_not_found', 'a private channel does not exist for others', refused);

// Typing and presence
await a.rtm.sendTyping(work.id);
await until(() => b.has((e) => e.type === 'user_typing' && e.user === alice.id && e.channel === work.id), "bob's user_typing");
await b.rtm.subscribePresence([alice.id]);
await until(() => b.has((e) => e.type === 'presence_change' && e.presence === 'active' && (e.user === alice.id || e.users?.includes(alice.id))), "alice's presence for bob");
await a.rtm.disconnect();
await until(() => b.has((e) => e.type === 'presence_change' && e.presence === 'away' && (e.user === alice.id || e.users?.includes(alice.id))), 'alice to be away for bob after she left');

// Paging through the SDK
for (let i = 0; i < 12; i++) await asBob.chat.postMessage({ channel: dm.id, text: `page ${i}` });
const paged = [];
for await (const page of asAlice.paginate('conversations.history', { channel: dm.id, limit: 5 })) paged.push(...page.messages.map((m) => m.text));
check(paged.length === 13 && paged[0] === 'page 11' && paged[12] === 'between us', 'paginate walks the whole history once, newest first', paged);

// The order is one: a last message everyone of the channel sees; nothing of the private channel came before it.
const last = await asBob.chat.postMessage({ channel: work.id, text: 'last' });
await until(() => b.has((e) => e.ts === last.ts) && c.has((e) => e.ts === last.ts), 'the last message');
check(!b.has((e) => e.channel === secret.id || e.channel?.id === secret.id || e.ts === hidden.ts), 'nothing of the private channel reached bob');

const texts = textsOnce(b, work.id);
check(texts[0] === 'hello from the socket' && texts.at(-1) === 'last', 'bob saw the conversation from its first to its last message', texts);

// Errors of the server are the SDK's errors
const wrong = await asBob.chat.postMessage({ channel: 'C0000000000', text: 'x' }).catch((e) => e.data?.error);
check(wrong === 'channel_not_found', 'an unknown channel is a platform error', wrong);
const nacked = await b.rtm.sendMessage('x', 'C0000000000').then(() => 'acked', (e) => `${e.data?.error?.msg ?? e.message}`);
check(nacked !== 'acked', 'a frame to an unknown channel is nacked', nacked);
const still = await b.rtm.sendMessage('still here', work.id);
check(/^\d{10}\.\d{6}$/.test(still.ts), 'and the socket goes on', still);

await b.rtm.disconnect();
await c.rtm.disconnect();
done();
