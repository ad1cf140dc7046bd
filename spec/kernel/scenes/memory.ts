/** Scenes of memory: pagers that map, evict and grant; sigma0; and a file server that maps its blocks. */
import { NIL } from "../../../model/index.js";
import { isReady } from "../../ipc/observers.js";
import { originOf, realPage } from "../../sigma/index.js";
import {
  born,
  call,
  create,
  demap,
  given,
  page,
  read,
  run,
  scene,
  start,
  thread,
  touch,
  wait,
  write,
} from "./vocabulary.js";

const [one, two, other] = [thread(1), thread(2), thread(0, 1)];

export const pageFault = scene("page-fault", {
  says: "a thread touches a page that is not there; its pager maps one, and the thread goes on, told nothing",
  source: "L95 2.3; X0 pager protocol",
  actions: [
    ...[...born(1), wait(), ...given(one, 0, 0)],
    ...[run(one), create(2), start(two), wait()],
    ...[run(two), touch(3)],
    ...[run(one), call(two, "map page 0 and wait")],
  ],
  shows: (before, after) =>
    !isReady(before, two) && isReady(after, two) && originOf(after.sigma, page(2, 3)) === page(1, 0),
});

export const eviction = scene("eviction", {
  says: "a pager takes a page back, and when its client touches it again maps another one there",
  source: "L95 2.1, 2.3 (a pager on top of the kernel); slide 70",
  actions: [
    ...[...born(1), start(other), wait(), ...given(one, 0, 0)],
    ...[run(one), write(0, 3), run(other), demap(0)],
    ...[...given(one, 0, 1), run(one), read(0)],
  ],
  shows: (_before, after) => realPage(after.sigma, page(1, 0)) === 1 && after.answer.word === 0,
});

export const sigma0Pages = scene("sigma0", {
  says: "sigma0 gives each of its pages to one task",
  source: "L95 2.1 (the initial space); X0 sigma0 protocol",
  actions: [...born(1), ...born(2), wait(), ...given(one, 0, 0), ...given(two, 0, 1)],
  shows: (_before, after) =>
    realPage(after.sigma, page(1, 0)) === 0 && realPage(after.sigma, page(2, 0)) === 1,
});

export const intermediary = scene("grant", {
  says: "a task grants a page that it has from sigma0 on to another, and has it no more; sigma0 can still take it back",
  source: "L95 2.1 (grant through an intermediary); slide 67",
  actions: [
    ...[...born(1), ...born(2), wait(), ...given(one, 0, 0)],
    ...[run(two), wait("wait for a page")],
    ...[run(one), call(two, "grant page 0")],
  ],
  shows: (_before, after) =>
    originOf(after.sigma, page(1, 0)) === NIL && originOf(after.sigma, page(2, 0)) === page(0, 0),
});

/** The server has the blocks, 1 and 2, in its pages 0 and 1; the client reads both in its page 1. */
export const fileServer = scene("file-server", {
  says: "a file server maps one block after another at the page in which its client reads",
  source: "L95 2.3; the file server of the slides",
  actions: [
    ...[...born(1), ...born(2), wait(), ...given(one, 0, 0), ...given(one, 1, 1)],
    ...[run(one), write(0, 1), write(1, 2), wait()],
    ...[run(two), call(one, "call for a page"), run(one), call(two, "map page 0 and wait")],
    ...[run(two), read(1), call(one, "call for a page"), run(one), call(two, "map page 1 and wait")],
    ...[run(two), read(1)],
  ],
  shows: (_before, after) => after.answer.word === 2 && originOf(after.sigma, page(2, 1)) === page(1, 1),
});
