/** Memory: user accesses through the TLB, and the copy of a long message through the window.  [slides 50-58; i486] */
import type { Draft } from "immer";
import { id, NIL } from "../../model/index.js";
import * as faults from "../ipc/faults.js";
import { pageOf } from "../ipc/observers.js";
import { isMapped } from "../sigma/index.js";
import { copyWordTo, fill, remembered, wordOf } from "../tlb/mmu.js";
import { running } from "./calls.js";
import { copyingTo, here, lands, mayCopy, regionOfUnit, rule, source, target } from "./processor.js";
import { content, type Kernel, touchedPage } from "./state.js";

// --------------------------------------------------------------------------------------------- rules: user accesses

/** read: an instruction of the current thread reads a page of its space. */
export const read = rule(
  "read",
  { page: touchedPage },
  {
    says: "the current thread reads {page}",
    source: "L95 2.1 (a space is what its threads can access); i486",
    requires: { ...running, "page-there": (s, { page }) => lands(s, id(page)) !== NIL },
    effect(s, { page }) {
      fill(s, here(s), id(page));
      s.answer.word = s.contents[remembered(s, id(page))] ?? NIL;
    },
  },
);

/** write: it writes there. */
export const write = rule(
  "write",
  { page: touchedPage, value: content },
  {
    says: "the current thread writes {value} into {page}",
    source: "L95 2.1; i486",
    requires: { ...running, "page-there": (s, { page }) => lands(s, id(page)) !== NIL },
    effect(s, { page, value }) {
      fill(s, here(s), id(page));
      s.contents[remembered(s, id(page))] = value;
    },
  },
);

/** fault: it touches a page that is not there, and the kernel calls its pager in its name.  [X0 pager protocol] */
export const fault = rule(
  "fault",
  { page: touchedPage },
  {
    says: "the current thread touches {page}, which is not there",
    source: "L95 2.3; X0 pager protocol; slide 21",
    requires: { ...running, "page-missing": (s, { page }) => !isMapped(s.sigma, pageOf(s, s.current, page)) },
    effect(s, { page }) {
      faults.fault.effect(s, { by: s.current, page });
    },
  },
);

// ------------------------------------------------------------------------------------------------- rules: the copy

/** Can the window be used, if the message has to go through it?  What the TLB remembers needs no directory word. */
const isOpen = (s: Kernel): boolean =>
  copyingTo(s) === NIL || wordOf(s, here(s), regionOfUnit(s)) !== NIL || lands(s, target(s)) !== NIL;

const copying = { copying: (s: Kernel) => mayCopy(s, s.current) };

/** A unit goes from where the sender's string lies to where the window leads. */
function moveUnit(s: Draft<Kernel>): void {
  const [from, to] = [lands(s, source(s)), lands(s, target(s))];
  fill(s, here(s), source(s));
  fill(s, here(s), target(s));
  s.contents[to] = s.contents[from] ?? 0;
}

/** copy: one unit of the message that the current thread gives; the last one completes the transfer.  [slides 50, 55] */
export const copy = rule(
  "copy",
  {},
  {
    says: "the current thread copies a unit of its message",
    source: "slides 50-55 (one copy, through the temporary mapping)",
    requires: {
      ...copying,
      "source-there": (s) => lands(s, source(s)) !== NIL,
      "target-there": (s) => lands(s, target(s)) !== NIL,
    },
    effect(s) {
      moveUnit(s);
      faults.copy.effect(s, { giver: s.current });
    },
  },
);

/** restore: the copy meets an absent window word; the fault handler puts the current thread's own there.  [slide 57] */
export const restore = rule(
  "restore",
  {},
  {
    says: "a fault in the window: the current thread's own directory word is put back",
    source: "slide 57; L4/486, com_space_write_fault",
    requires: {
      ...copying,
      "source-there": (s) => lands(s, source(s)) !== NIL,
      "window-closed": (s) => !isOpen(s),
    },
    effect(s) {
      const to = copyingTo(s);
      if (to !== NIL) copyWordTo(s, here(s), to, regionOfUnit(s));
      s.used = true;
    },
  },
);

/** copyFault: the copy meets a page that is not there, and the pager is asked in whose space it is.  [slide 58] */
export const copyFault = rule(
  "copyFault",
  {},
  {
    says: "the copy of the current thread meets a page that is not there",
    source: "slide 58; X0 timeouts (page-fault timeouts), pager protocol",
    requires: {
      ...copying,
      "page-missing": (s) => lands(s, source(s)) === NIL || (isOpen(s) && lands(s, target(s)) === NIL),
    },
    effect(s) {
      faults.copyFault.effect(s, { giver: s.current });
    },
  },
);
