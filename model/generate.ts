/** What generated code is made of: bound values, bit positions, nested loops. */

/** Gathers values that generated code refers to by name. */
export class Binder {
  private readonly names: string[] = [];
  private readonly values: unknown[] = [];
  bind(value: unknown): string {
    this.names.push(`k${this.names.length}`);
    this.values.push(value);
    return `k${this.names.length - 1}`;
  }
  /** Compile `return <source>` with every bound value in reach. */
  compile(source: string): unknown {
    return new Function(...this.names, `"use strict"; return ${source}`)(...this.values);
  }
}

/** Where the next field goes. */
export class Cursor {
  position = 0;
  /** The word and shift of a field of `width` bits. */
  take(width: number): { word: number; shift: number } {
    const left = 32 - (this.position % 32);
    if (left < width) this.position += left;
    const at = this.position;
    this.position += width;
    return { word: at >>> 5, shift: at & 31 };
  }
}

/** Bits for `count` different codes. */
export const widthOf = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

/** Lay each part out from the same position; what follows starts after the longest. */
export function overlapped<T>(cursor: Cursor, parts: readonly T[], each: (part: T) => void): void {
  const start = cursor.position;
  let end = start;
  for (const part of parts) {
    cursor.position = start;
    each(part);
    end = Math.max(end, cursor.position);
  }
  cursor.position = end;
}
