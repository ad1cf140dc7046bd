/** Numbers as people read them. */

const grouped = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** `268,714`; `72.9` */
export const number = (n: number): string => grouped.format(n);

/** `1 state`, `689 states` */
export const count = (n: number, what: string): string => `${number(n)} ${what}${n === 1 ? "" : "s"}`;

/** `184,310` below ten million, then `12.4 M`, `1.2 G`. */
export function compact(n: number): string {
  if (n < 1e7) return number(Math.round(n));
  return n < 1e9 ? `${(n / 1e6).toFixed(1)} M` : `${(n / 1e9).toFixed(1)} G`;
}

/** `940/s`, `184 k/s`, `9.8 M/s`; of something: `9.8 M steps/s` */
export function rate(n: number, seconds: number, what = ""): string {
  const each = n / Math.max(seconds, 1e-3);
  const unit = each < 1e4 ? "" : each < 1e6 ? " k" : " M";
  const figure =
    each < 1e4 ? number(Math.round(each)) : each < 1e6 ? Math.round(each / 1e3) : (each / 1e6).toFixed(1);
  return `${figure}${unit}${what === "" ? "" : ` ${what}`}/s`;
}

/** `312 MiB` */
export function bytes(n: number): string {
  if (n < 2 ** 10) return count(n, "byte");
  if (n < 2 ** 20) return `${number(n / 2 ** 10)} KiB`;
  return n < 2 ** 30 ? `${number(n / 2 ** 20)} MiB` : `${(n / 2 ** 30).toFixed(2)} GiB`;
}

/** `0.16 s`, `13.4 s`, `2 min 5 s` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${number(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** `in the initial state`, `after 1 step`, `after 3 steps` */
export const afterSteps = (n: number): string =>
  n === 0 ? "in the initial state" : `after ${count(n, "step")}`;
