// Keyboard and hover on the timeline that the server drew: one tab stop, arrows between marks, one line of text below.

export interface Place {
  lane: number;
  x: number;
}

const KEYS = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"] as const;
export type Key = (typeof KEYS)[number];

export function isKey(key: string): key is Key {
  return (KEYS as readonly string[]).includes(key);
}

/** Index of the mark to go to; the same index where there is nothing in that direction. */
export function nextMark(marks: readonly Place[], current: number, key: Key): number {
  const here = marks[current];
  if (here === undefined) return marks.length > 0 ? 0 : -1;
  const inLane = (lane: number): number[] =>
    marks
      .map((mark, index) => ({ mark, index }))
      .filter(({ mark }) => mark.lane === lane)
      .sort((a, b) => a.mark.x - b.mark.x || a.index - b.index)
      .map(({ index }) => index);
  if (key === "ArrowDown" || key === "ArrowUp") return nearestInNextLane(marks, here, current, key, inLane);
  const row = inLane(here.lane);
  const at = row.indexOf(current);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: row.length - 1 }[key];
  return row[Math.min(Math.max(to, 0), row.length - 1)] ?? current;
}

function nearestInNextLane(
  marks: readonly Place[],
  here: Place,
  current: number,
  key: "ArrowDown" | "ArrowUp",
  inLane: (lane: number) => number[],
): number {
  const lanes = [...new Set(marks.map((mark) => mark.lane))].sort((a, b) => a - b);
  const lane = lanes[lanes.indexOf(here.lane) + (key === "ArrowDown" ? 1 : -1)];
  if (lane === undefined) return current;
  const distance = (index: number): number => Math.abs((marks[index]?.x ?? 0) - here.x);
  return inLane(lane).reduce((best, index) => (distance(index) < distance(best) ? index : best), inLane(lane)[0] ?? current);
}

function bind(root: HTMLElement): void {
  const marks = [...root.querySelectorAll<SVGGElement>("[data-mark]")];
  const words = root.querySelector<HTMLElement>("[data-timeline-words]");
  if (marks.length === 0) return;
  const places = marks.map((mark) => ({ lane: Number(mark.dataset["lane"]), x: Number(mark.dataset["x"]) }));
  const tell = (mark: Element | undefined): void => {
    if (words && mark) words.textContent = mark.querySelector("title")?.textContent ?? "";
  };
  const stopAt = (index: number): void => marks.forEach((mark, i) => mark.setAttribute("tabindex", i === index ? "0" : "-1"));
  stopAt(0);
  const scroller = root.querySelector<HTMLElement>("[data-from-x]");
  if (scroller) scroller.scrollLeft = Math.max(0, Number(scroller.dataset["fromX"]) - 24);
  root.addEventListener("keydown", (event) => {
    const index = marks.indexOf((event.target as Element).closest("[data-mark]") as SVGGElement);
    if (index < 0 || !isKey(event.key)) return;
    event.preventDefault();
    const to = nextMark(places, index, event.key);
    stopAt(to);
    marks[to]?.focus();
    marks[to]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  root.addEventListener("focusin", (event) => tell((event.target as Element).closest("[data-mark]") ?? undefined));
  root.addEventListener("pointerover", (event) => tell((event.target as Element).closest("[data-mark]") ?? undefined));
  root.addEventListener("click", (event) => {
    const index = marks.indexOf((event.target as Element).closest("[data-mark]") as SVGGElement);
    if (index < 0) return;
    stopAt(index);
    marks[index]?.focus();
  });
}

export function startTimelines(): void {
  const bindAll = (root: ParentNode): void => {
    for (const timeline of root.querySelectorAll<HTMLElement>("[data-timeline]:not([data-bound])")) {
      timeline.dataset["bound"] = "";
      bind(timeline);
    }
  };
  bindAll(document);
  document.addEventListener("htmx:afterSettle", () => bindAll(document));
}
