/** Guards of tlb that none of its properties needs, and what each is for. */
const WAITS = "a thread to whom somebody copies waits, and does not run";
const SIGMAS = "sigma's own: the properties of sigma need it, or its caller is told";
const ONLY_COPYING = "only a thread that copies has anything to do here";

export const spare: Readonly<Record<string, string>> = {
  "access runnable": WAITS,
  "access translated": "where nothing is, the access is a page fault, and the pager's affair",
  "begin user-level": "the kernel is called by a thread that is in no other call",
  "copy units-left": "a message ends, and its units are counted",
  "restore copying": ONLY_COPYING,
  "restore units-left": "a message ends, and nothing is written that no unit needs",
  "restore word-absent": "a fault is met only where the word is absent: else the copy goes on",
  "end copying": ONLY_COPYING,
  "end runnable": WAITS,
  "abort not-current": "the current thread's copy is given up by end",
  "abort copying": ONLY_COPYING,
  "switch-thread another": "the processor goes to somebody else",
  "switch-thread same-space": "it tells the two switches apart; both leave window and TLB alike",
  "switch-thread runnable": WAITS,
  "switch-space other-space": "it tells the two switches apart; both leave window and TLB alike",
  "switch-space runnable": WAITS,
  ...Object.fromEntries(
    [
      ...["source-mapped", "target-not-root", "target-not-above"].map((clause) => `map ${clause}`),
      ...["source-not-root", "source-mapped", "target-not-root", "target-not-above"].map(
        (clause) => `grant ${clause}`,
      ),
      ...["demap source-mapped", "release not-root", "release mapped"],
    ].map((guard) => [guard, SIGMAS]),
  ),
};
