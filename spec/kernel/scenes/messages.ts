/** Scenes of messages: a call and its reply, a reply that cannot miss, an interrupt, a deletion, a long message. */
import { activityOf, exists } from "../../ipc/observers.js";
import { told } from "../../ipc/steps.js";
import {
  attach,
  born,
  call,
  copy,
  deleted,
  given,
  interrupt,
  line,
  restore,
  run,
  scene,
  sigma0,
  start,
  thread,
  wait,
  write,
} from "./vocabulary.js";

const [server, client, neighbour] = [thread(1), thread(2), thread(1, 1)];

export const callAndReply = scene("call-and-reply", {
  says: "a client calls a server that waits; the reply ends the client's call, and the server waits again",
  source: "X0 ipc; slides 45, 46",
  actions: [
    ...[...born(1), ...born(2)],
    ...[run(server), wait()],
    ...[run(client), call(server, "call")],
    ...[run(server), call(client, "reply and wait")],
  ],
  shows: (_before, after) =>
    told(after, client).code === "ok" &&
    told(after, client).from === server &&
    activityOf(after, server).kind === "receiving",
});

export const replyAtOnce = scene("reply-at-once", {
  says: "the server comes late, takes the client's message, and answers with timeout 0: the client waits already",
  source: "X0 ipc (no time between the two phases of a call)",
  actions: [
    ...[...born(1), ...born(2)],
    ...[run(client), call(server, "call")],
    ...[run(server), wait()],
    ...[call(client, "reply and wait")],
  ],
  shows: (before, after) =>
    activityOf(before, client).kind === "receiving" && told(after, client).code === "ok",
});

export const interruptToDriver = scene("interrupt", {
  says: "a driver attaches itself to a line and waits; the device interrupts while another thread has the processor",
  source: "L95 2.3; X0 interrupts; slide 27",
  actions: [...born(1), run(server), attach(), wait("drive"), run(sigma0), interrupt()],
  shows: (before, after) => before.current === sigma0 && told(after, server).line === line,
});

export const clientDeleted = scene("client-deleted", {
  says: "a client is deleted while the server works for it; the server's answer finds nobody",
  source: "X0 task_new, completion code 1",
  actions: [
    ...[...born(1), ...born(2)],
    ...[run(server), wait()],
    ...[run(client), call(server, "call")],
    ...[run(sigma0), deleted(2)],
    ...[run(server), call(client, "reply and wait")],
  ],
  shows: (before, after) => !exists(before, client) && told(after, server).code === "no partner",
});

/** sigma0 maps its page 0 into tasks 1 and 3, and its page 1 into 2: buffers of messages begin with a task's page 0. */
export const longMessage = scene("long-message", {
  says: "a message is half copied when a thread of the sender's space gets the processor; the copy goes on after it",
  source: "slides 52-57",
  actions: [
    ...[...born(1), ...born(2), wait()],
    ...[...given(server, 0, 0), ...given(server, 1, 0)],
    ...[...given(client, 0, 1), ...given(client, 1, 1)],
    ...[run(client), wait("wait for strings")],
    ...[run(server), write(0, 3), start(neighbour), call(client, "send two pages"), copy()],
    ...[run(neighbour), run(server), restore(), copy()],
  ],
  shows: (_before, after) => told(after, client).code === "ok" && after.contents[1] === 3,
});
