/**
 * Variants: another design, judged by the properties of the first, each of them kept or claimed. A claim is a property
 * that the judges must refute; so a variant holds if and only if it keeps what it is said to keep and breaks the rest.
 */
import type { Property } from "./model.js";

/** The property as a claim, which the judges must refute; a witness stays a witness. */
export function claimed<S>(property: Property<S>): Property<S> {
  switch (property.kind) {
    case "invariant":
      return { ...property, kind: "refuted" };
    case "step":
      return { ...property, kind: "refuted-step" };
    default:
      return property;
  }
}

/** The properties, those that are broken as claims. */
export const allBut = <S>(
  properties: readonly Property<S>[],
  ...broken: readonly Property<S>[]
): readonly Property<S>[] => properties.map((p) => (broken.includes(p) ? claimed(p) : p));
