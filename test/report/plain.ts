/** Reports as they are printed where there are no colours. */
import type { Paint } from "../../check/report/style.js";
import type { ReportStyle } from "../../check/report/text.js";

const same = (text: string): string => text;
export const paint: Paint = { good: same, bad: same, warn: same, faint: same };

/** 100 columns, and as much as is told unless one asks for more. */
export const plain: ReportStyle = { width: 100, paint, verbosity: 2, witnesses: false };
