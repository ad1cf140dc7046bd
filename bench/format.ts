/** Numbers for people. */
export const count = (n: number): string => Math.round(n).toLocaleString("en-GB");
export const millions = (n: number): string => (n / 1e6).toFixed(2);

/** Seconds that a piece of work takes, and what it gives. */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number }> {
  const start = process.hrtime.bigint();
  const result = await work();
  return { result, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}

/** Megabytes of this process at its largest. */
export const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;
