/** The prices as a page: a bar chart for each work, and the numbers. It opens from disk, and needs nothing else. */
import { scaleBand, scaleLinear } from "d3-scale";
import { create } from "xmlbuilder2";
import type { Priced, PricedDesign } from "./cost-result.js";
import { moreText } from "./cost-text.js";

type Node = ReturnType<ReturnType<typeof create>["ele"]>;

const TITLE = "What each technique is worth";
const SAYS =
  "Clocks on a simulated 486 at 50 MHz, all hot. Each bar is the same kernel without one technique; the first has all of them.";
const STYLE = `
body { font: 15px/1.4 sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color: #222; background: #fff; }
h2 { font-size: 1.05rem; margin: 2rem 0 0.2rem; }
svg { width: 100%; height: auto; font: 13px sans-serif; }
.all { fill: #4d4d4d; } .without { fill: #3b76af; } .axis { stroke: #ccc; } .tick { fill: #666; }
dt { font-weight: bold; margin-top: 0.5rem; }
`;

const WIDTH = 760;
const MARGIN = { top: 4, right: 130, bottom: 22, left: 120 } as const;
const BAR = 24;
const TICKS = 5;

const format = new Intl.NumberFormat("en-GB");

/** The page, as HTML. */
export function pricesPage(designs: readonly PricedDesign[]): string {
  const html = create().ele("html", { lang: "en" });
  const head = html.ele("head");
  head.ele("meta", { charset: "utf-8" });
  head.ele("title").txt(`${TITLE} - sigma486`);
  head.ele("style").txt(STYLE);
  const body = html.ele("body");
  body.ele("h1").txt(TITLE);
  body.ele("p").txt(SAYS);
  const first: readonly Priced[] = designs[0]?.prices ?? [];
  for (const [i, { work }] of first.entries()) {
    body.ele("h2").txt(`${work.name}: ${work.says}`);
    const bars = designs.flatMap(({ without, prices }) => {
      const price = prices[i]?.price;
      return price === undefined ? [] : [{ name: without.name, clocks: price.clocks }];
    });
    chart(body, work.name, bars);
  }
  const list = body.ele("dl");
  for (const { without } of designs.slice(1)) {
    list.ele("dt").txt(`without ${without.name}`);
    list.ele("dd").txt(without.says);
  }
  return `<!doctype html>\n${html.end({ headless: true, prettyPrint: true })}\n`;
}

interface Bar {
  readonly name: string;
  readonly clocks: number;
}

/** One bar for each design, the first in another colour; how much more it is than that stands beside it. */
function chart(to: Node, title: string, bars: readonly Bar[]): void {
  const height = MARGIN.top + BAR * bars.length + MARGIN.bottom;
  const base = bars[0]?.clocks ?? 0;
  const most = Math.max(...bars.map(({ clocks }) => clocks));
  const x = scaleLinear()
    .domain([0, most])
    .rangeRound([MARGIN.left, WIDTH - MARGIN.right])
    .nice(TICKS);
  const y = scaleBand()
    .domain(bars.map(({ name }) => name))
    .rangeRound([MARGIN.top, height - MARGIN.bottom])
    .padding(0.2);
  const svg = to.ele("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    role: "img",
    "aria-label": `clocks: ${title}`,
  });
  axis(svg, x, height);
  for (const [i, { name, clocks }] of bars.entries()) {
    const top = y(name) ?? 0;
    const middle = top + y.bandwidth() / 2;
    const text = { y: middle, "dominant-baseline": "central" };
    svg.ele("text", { ...text, x: MARGIN.left - 8, "text-anchor": "end" }).txt(name);
    svg.ele("rect", {
      class: i === 0 ? "all" : "without",
      x: MARGIN.left,
      y: top,
      width: x(clocks) - MARGIN.left,
      height: y.bandwidth(),
    });
    const label = `${format.format(clocks)} ${moreText(clocks, base)}`.trimEnd();
    svg.ele("text", { ...text, x: x(clocks) + 6 }).txt(label);
  }
}

/** Lines at round numbers of clocks. */
function axis(svg: Node, x: ReturnType<typeof scaleLinear<number>>, height: number): void {
  const end = height - MARGIN.bottom;
  for (const tick of x.ticks(TICKS)) {
    svg.ele("line", { class: "axis", x1: x(tick), x2: x(tick), y1: MARGIN.top, y2: end });
    svg
      .ele("text", { class: "tick", x: x(tick), y: end + 15, "text-anchor": "middle" })
      .txt(format.format(tick));
  }
}
