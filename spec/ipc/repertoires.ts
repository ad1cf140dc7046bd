/** The repertoires that scopes choose from. Read the first, and the others when a count depends on them. */
import { message, NONE, nowhere, type Repertoire, word } from "./repertoire.js";

// --------------------------------------------------------------------------------------------------- repertoires

/** Each form of the call, each kind of message and each timeout once. */
const few: Repertoire = {
  sends: {
    word,
    "map at once": { ...message, item: "map", within: 0 },
    "grant 1 ms": { ...message, item: "grant", within: 1 },
    long: { ...message, item: "map", units: 1, strings: 1 },
  },
  receives: {
    any: { ...nowhere, from: "any", units: 1, pageFault: 1 },
    "any at once": { ...nowhere, from: "any", within: 0 },
    "partner 2 ms": {
      ...nowhere,
      from: "partner",
      accept: 0,
      units: 1,
      strings: 1,
      within: 2,
      pageFault: 0,
    },
    interrupt: { ...nowhere, from: "interrupt" },
    "nobody 1 ms": { ...nowhere, from: "nobody", within: 1 },
    "nobody at once": { ...nowhere, from: "nobody", within: 0 },
  },
  requests: {
    call: { send: "word", receive: "partner 2 ms" },
    "call with strings": { send: "long", receive: "partner 2 ms" },
    "reply and wait": { send: "map at once", receive: "any" },
    send: { send: "grant 1 ms", receive: NONE },
    receive: { send: NONE, receive: "partner 2 ms" },
  },
  waits: {
    wait: { send: NONE, receive: "any" },
    poll: { send: NONE, receive: "any at once" },
    drive: { send: NONE, receive: "interrupt" },
    sleep: { send: NONE, receive: "nobody 1 ms" },
    detach: { send: NONE, receive: "nobody at once" },
  },
};

/** Every timeout on every kind of message, and buffers of every size. */
const many: Repertoire = {
  sends: {
    ...few.sends,
    "word 2 ms": { ...message, within: 2 },
    "map 1 ms": { ...message, word: 1, item: "map", within: 1 },
    "long at once": { ...message, units: 2, item: "map", within: 0, pageFault: 1 },
  },
  receives: {
    ...few.receives,
    "any, a page": { ...nowhere, from: "any", accept: 0, units: 2, strings: 1 },
    partner: { ...nowhere, from: "partner", accept: 0 },
  },
  requests: {
    ...few.requests,
    "call in time": { send: "word 2 ms", receive: "partner" },
    "map in time": { send: "map 1 ms", receive: NONE },
    "long reply and wait": { send: "long at once", receive: "any, a page" },
  },
  waits: { ...few.waits, "wait for a page": { send: NONE, receive: "any, a page" } },
};

/** What clients ask of a server and how it answers, without items. The word 1 asks, the word 0 answers. */
const remoteCalls = {
  sends: { ask: word, "answer at once": { ...message, within: 0 } },
  receives: { any: { ...nowhere, from: "any" }, partner: { ...nowhere, from: "partner" } },
  waits: { wait: { send: NONE, receive: "any" } },
} as const;

/** To ask and to receive the answer are one call. */
const whole: Repertoire = {
  ...remoteCalls,
  requests: {
    call: { send: "ask", receive: "partner" },
    "reply and wait": { send: "answer at once", receive: "any" },
  },
};

/** To ask and to receive the answer are two calls. */
const split: Repertoire = {
  ...remoteCalls,
  requests: {
    send: { send: "ask", receive: NONE },
    receive: { send: NONE, receive: "partner" },
    "reply and wait": { send: "answer at once", receive: "any" },
  },
};

// ------------------------------------------------------------------------------------------------- for the kernel

/** For the kernel, whose states are many: each code and each kind of message by as few calls as do it. */
const system: Repertoire = {
  sends: {
    "map at once": { ...message, item: "map", page: 1, within: 0 },
    long: { ...message, units: 1, within: 1, pageFault: 0 },
  },
  receives: {
    any: { ...nowhere, from: "any", accept: 0, units: 1 },
    partner: { ...nowhere, from: "partner", accept: 0 },
  },
  requests: {
    call: { send: "long", receive: "partner" },
    "reply and wait": { send: "map at once", receive: "any" },
  },
  waits: { wait: { send: NONE, receive: "any" } },
};

const mapAtOnce = { ...message, item: "map", within: 0 } as const;
const mapped = { ...nowhere, from: "partner" } as const;

/** What a teacher shows: calls and replies, pages of several numbers, and messages of two units. */
const lesson: Repertoire = {
  sends: {
    ask: word,
    answer: { ...message, within: 0 },
    "page 0": { ...mapAtOnce, page: 0 },
    "page 1": { ...mapAtOnce, page: 1 },
    "granted page 0": { ...message, item: "grant" },
    "two pages": { ...message, units: 2 },
  },
  receives: {
    any: { ...nowhere, from: "any" },
    "a page": { ...nowhere, from: "any", accept: 0 },
    strings: { ...nowhere, from: "any", units: 2 },
    partner: mapped,
    "partner's page": { ...mapped, accept: 1 },
    interrupt: { ...nowhere, from: "interrupt" },
  },
  requests: {
    call: { send: "ask", receive: "partner" },
    "call for a page": { send: "ask", receive: "partner's page" },
    "reply and wait": { send: "answer", receive: "any" },
    "map page 0 and wait": { send: "page 0", receive: "any" },
    "map page 1 and wait": { send: "page 1", receive: "any" },
    "grant page 0": { send: "granted page 0", receive: NONE },
    "send two pages": { send: "two pages", receive: NONE },
  },
  waits: {
    wait: { send: NONE, receive: "any" },
    "wait for a page": { send: NONE, receive: "a page" },
    "wait for strings": { send: NONE, receive: "strings" },
    drive: { send: NONE, receive: "interrupt" },
  },
};

export const repertoires = { few, many, whole, split, system, lesson } as const;
