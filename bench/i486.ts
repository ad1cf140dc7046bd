/** The simulated processor: accesses, words of REP MOVSD, kernel entries, snapshots, in a second of the host's time. */
import {
  CR0_PG,
  CR0_WP,
  entry,
  frameAddress,
  type Geometry,
  i486,
  PRESENT,
  Processor,
  small,
  WRITABLE,
} from "../impl/i486/index.js";
import { count, timed } from "./format.js";

/** Paging is on, and the first region of linear memory is physical memory. */
function paged(g: Geometry): Processor {
  const cpu = new Processor(g);
  const directory = frameAddress(g, 1);
  const table = frameAddress(g, 2);
  cpu.memory.write(directory, entry(2, PRESENT | WRITABLE));
  for (let page = 0; page < g.tableEntries; page++)
    cpu.memory.write(table + 4 * page, entry(page, PRESENT | WRITABLE));
  cpu.loadCr3(entry(1, 0));
  cpu.loadCr0(CR0_PG | CR0_WP);
  return cpu;
}

async function rate(what: string, times: number, work: (times: number) => void): Promise<void> {
  work(Math.ceil(times / 10));
  const { seconds } = await timed(() => work(times));
  console.log(`${what}: ${count(times / seconds)} a second`);
}

/** Instructions between two jumps, which is what a loop of them would have. */
const STRETCH = 16;

async function accesses(g: Geometry): Promise<void> {
  const cpu = paged(g);
  const code = 3 * g.pageBytes;
  const first = 4 * g.pageBytes;
  await rate(`${g.name}: loads and stores`, 2e7, (times) => {
    for (let n = 0; n < times; n += 2) {
      const at = first + ((n * 2) & (g.pageBytes - 4));
      if (n % STRETCH === 0) cpu.at(code);
      cpu.store(at, cpu.load(at) + 1);
    }
  });
  const words = g.pageBytes / 4;
  await rate(`${g.name}: words of REP MOVSD`, words * 20_000, (times) => {
    for (let n = 0; n < times; n += words) {
      cpu.at(code);
      cpu.repMovs(first, first + g.pageBytes, words);
    }
  });
  await rate(`${g.name}: loads that miss the TLB`, 2e6, (times) => {
    for (let n = 0; n < times; n++) {
      if (n % 2 === 0) {
        cpu.at(code);
        cpu.loadCr3(entry(1, 0));
      }
      cpu.load(first + (n % 2) * g.pageBytes);
    }
  });
}

async function snapshots(g: Geometry, times: number): Promise<void> {
  const cpu = paged(g);
  const kept = cpu.snapshot();
  await rate(`${g.name}: snapshots and restores, ${count(kept.byteLength / 1024)} KB`, times, (n) => {
    for (let i = 0; i < n; i++) {
      cpu.restore(kept);
      cpu.store(4, i);
      cpu.snapshot(kept);
    }
  });
}

export async function processor(): Promise<void> {
  for (const g of [i486(), small()]) await accesses(g);
  await snapshots(i486(), 100);
  await snapshots(i486(2 ** 20), 1000);
  await snapshots(small(), 500_000);
}
