/** A naive sigma, and a naive count of the kernel's memory: what mapping.ts and space.ts are compared with. */

/** A page by name: task.page. */
export type Name = string;
export const name = (task: number, page: number): Name => `${task}.${page}`;
const taskOf = (page: Name): number => Number(page.split(".")[0]);
const numberOf = (page: Name): number => Number(page.split(".")[1]);

/** How much there is of everything, in pages, frames, nodes and TCBs. */
export interface Amounts {
  readonly userPages: number;
  readonly pagesPerTable: number;
  readonly userFrames: number;
  readonly poolFrames: number;
  readonly nodes: number;
  readonly tcbsPerPage: number;
  readonly pagesPerTcb: number;
}

export class Naive {
  /** The page that each mapped page was mapped from; sigma0's from nowhere. */
  readonly origin = new Map<Name, Name | undefined>();
  /** Tasks that have a space; the tables of each. */
  readonly tables = new Map<number, Set<number>>();
  /** TCBs that have memory. */
  readonly tcbs = new Set<number>();
  private readonly amounts: Amounts;

  constructor(amounts: Amounts) {
    this.amounts = amounts;
    const tables = new Set<number>();
    for (let v = 0; v < amounts.userFrames; v++) {
      this.origin.set(name(0, v), undefined);
      tables.add(this.tableOf(v));
    }
    this.tables.set(0, tables);
  }

  /** The page, the one that it was mapped from, and so on. */
  chain(page: Name): Name[] {
    const its = [page];
    for (let at = this.origin.get(page); at !== undefined; at = this.origin.get(at)) its.push(at);
    return its;
  }

  /** The frame behind a mapped page. */
  frame(page: Name): number {
    return numberOf(this.chain(page).at(-1) ?? page);
  }

  map(from: Name, to: Name): boolean {
    if (!this.origin.has(from) || !this.mayGet(from, to)) return false;
    if (!this.origin.has(to) && (this.freeNodes === 0 || !this.makeTable(to))) return false;
    this.takeBack(to);
    this.origin.set(to, from);
    return true;
  }

  grant(from: Name, to: Name): boolean {
    if (taskOf(from) === 0 || !this.origin.has(from) || !this.mayGet(from, to)) return false;
    if (!this.origin.has(to) && !this.makeTable(to)) return false;
    this.takeBack(to);
    this.origin.set(to, this.origin.get(from));
    for (const [page, its] of this.origin) if (its === from) this.origin.set(page, to);
    this.origin.delete(from);
    return true;
  }

  demap(page: Name): boolean {
    if (!this.origin.has(page)) return false;
    const its = this.origin.get(page);
    this.takeBack(page);
    this.origin.set(page, its);
    return true;
  }

  release(page: Name): boolean {
    if (taskOf(page) === 0 || !this.origin.has(page)) return false;
    this.takeBack(page);
    return true;
  }

  create(task: number): boolean {
    if (this.freeFrames < 2) return false;
    this.tables.set(task, new Set());
    return true;
  }

  delete(task: number): void {
    for (const page of [...this.origin.keys()]) if (taskOf(page) === task) this.takeBack(page);
    this.tables.delete(task);
  }

  open(tcb: number): boolean {
    this.tcbs.add(tcb);
    if (this.freeFrames >= 0) return true;
    this.tcbs.delete(tcb);
    return false;
  }

  close(tcb: number): void {
    this.tcbs.delete(tcb);
  }

  get freeNodes(): number {
    return this.amounts.nodes - this.origin.size;
  }

  get freeFrames(): number {
    const used = [...this.tables.values()].map((tables) => 2 + 2 * tables.size);
    return this.amounts.poolFrames - this.tcbPages - used.reduce((sum, n) => sum + n, 0);
  }

  /** Pages of TCBs that have memory. */
  private get tcbPages(): number {
    const { tcbsPerPage, pagesPerTcb } = this.amounts;
    return new Set([...this.tcbs].map((tcb) => Math.floor(tcb / tcbsPerPage))).size * pagesPerTcb;
  }

  /** The page and all that derives from it are gone. */
  private takeBack(page: Name): void {
    const its = [...this.origin.keys()].filter((p) => this.chain(p).includes(page));
    for (const p of its) this.origin.delete(p);
  }

  private mayGet(from: Name, to: Name): boolean {
    return taskOf(to) !== 0 && numberOf(to) < this.amounts.userPages && !this.chain(from).includes(to);
  }

  private tableOf(page: number): number {
    return Math.floor(page / this.amounts.pagesPerTable);
  }

  private makeTable(page: Name): boolean {
    const its = this.tables.get(taskOf(page));
    const table = this.tableOf(numberOf(page));
    if (its === undefined) throw new Error(`task ${taskOf(page)} has no space`);
    if (its.has(table)) return true;
    if (this.freeFrames < 2) return false;
    its.add(table);
    return true;
  }
}
