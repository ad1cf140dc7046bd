/** Chance from a seed: the same seed, the same chances. sfc32, by Chris Doty-Humphrey. */
export class Chance {
  private a: number;
  private b = 0x9e37_79b9;
  private c = 0x243f_6a88;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    for (let n = 0; n < 12; n++) this.word();
  }

  /** Any word. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 to n - 1. */
  below(n: number): number {
    return Math.floor((this.word() / 2 ** 32) * n);
  }

  /** True in so many of a hundred cases. */
  percent(n: number): boolean {
    return this.below(100) < n;
  }

  /** One of several. */
  pick<T>(these: readonly [T, ...T[]]): T {
    return these[this.below(these.length)] ?? these[0];
  }
}
