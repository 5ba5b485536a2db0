// What the work list shows after a poll, which rows are new, and which words tell it: pure, so that it can be tested.

export interface Situation {
  /** More pages have been loaded by hand: the answer of the poll is only the top of what is shown. */
  extended: boolean;
  /** Rows that a person has open: never taken away while they are read. */
  open: ReadonlySet<string>;
}

export function newKeys(current: readonly string[], incoming: readonly string[]): string[] {
  const known = new Set(current);
  return incoming.filter((key) => !known.has(key));
}

/** The order of rows after a poll. What is kept although the answer lacks it stays behind the row it stood behind. */
export function planRows(current: readonly string[], incoming: readonly string[], { extended, open }: Situation): string[] {
  const inAnswer = new Set(incoming);
  const planned = [...incoming];
  current.forEach((key, index) => {
    if (inAnswer.has(key) || !(extended || open.has(key))) return;
    const before = current.slice(0, index).reverse().find((other) => planned.includes(other));
    planned.splice(before === undefined ? 0 : planned.indexOf(before) + 1, 0, key);
  });
  return planned;
}

export function announcement(titles: readonly string[], one: string, many: string): string {
  if (titles.length === 0) return "";
  return titles.length === 1 ? one.replace("{title}", titles[0] ?? "") : many.replace("{n}", String(titles.length));
}

/** Choices worth remembering as a query string: non-empty, in a stable order. */
export function packFilter(entries: Iterable<readonly [string, string]>): string {
  const kept = [...entries].filter(([, value]) => value !== "");
  kept.sort(([a], [b]) => a.localeCompare(b));
  return new URLSearchParams(kept.map(([name, value]) => [name, value])).toString();
}
