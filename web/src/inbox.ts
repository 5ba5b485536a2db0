// The work list polls through htmx. This keeps open rows open, tells a screen reader politely what is new, and
// remembers the choices of a filter for this tab (never what was typed: that may be a person's name).
import htmx from "htmx.org";
import { announcement, newKeys, packFilter, planRows } from "./rows";

/** New rows that arrive within this time are told in one sentence. */
const GATHER_MS = 1000;

const rowsOf = (list: ParentNode): HTMLElement[] => [...list.children].filter((row) => row.hasAttribute("data-key")) as HTMLElement[];
const keyOf = (row: HTMLElement): string => row.dataset["key"] ?? "";
const isOpen = (row: HTMLElement): boolean => row.querySelector("details[open]") !== null;
const isPicked = (row: HTMLElement): boolean => row.querySelector("input:checked") !== null;

function mergeRows(list: HTMLElement, html: string): HTMLElement[] {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const shown = new Map(rowsOf(list).map((row) => [keyOf(row), row]));
  const answered = new Map(rowsOf(holder.content).map((row) => [keyOf(row), row]));
  const held = new Set([...shown].filter(([, row]) => isOpen(row) || isPicked(row)).map(([key]) => key));
  const extended = list.dataset["extended"] !== undefined;
  const fresh = newKeys([...shown.keys()], [...answered.keys()]);
  const order = planRows([...shown.keys()], [...answered.keys()], { extended, open: held });
  const rest = extended ? [...list.children] : [...holder.content.children];
  const tail = rest.filter((child) => !child.hasAttribute("data-key"));
  const rows = order.flatMap((key) => chosenRow(shown.get(key), answered.get(key), held.has(key)));
  place(list, [...rows, ...tail]);
  if (!extended && !tail.some((child) => child.querySelector("[data-more]"))) recount(list, answered.size);
  return fresh.flatMap((key) => answered.get(key) ?? []);
}

/** Where all rows are on the page, the title and the chosen view tell how many there are now. */
function recount(list: HTMLElement, rows: number): void {
  const told = list.closest(".worklist")?.querySelectorAll("h2 b, .views [aria-current] span") ?? [];
  for (const number of told) number.textContent = String(rows);
}

function chosenRow(shown: HTMLElement | undefined, answered: HTMLElement | undefined, held: boolean): HTMLElement[] {
  const same = shown?.dataset["version"] === answered?.dataset["version"];
  const row = shown && (same || held || !answered) ? shown : answered;
  return row ? [row] : [];
}

/** Puts the nodes in this order and moves as few as possible, so that focus and scrolling stay. */
function place(list: HTMLElement, nodes: Element[]): void {
  for (const child of [...list.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] === node) return;
    list.insertBefore(node, list.children[index] ?? null);
    htmx.process(node as HTMLElement);
  });
}

function announcer(): (list: HTMLElement, fresh: readonly HTMLElement[]) => void {
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (list, fresh) => {
    waiting.push(...fresh.map((row) => row.dataset["title"] ?? ""));
    if (waiting.length === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      const region = document.querySelector("[data-announce]");
      const { announceOne = "{title}", announceMany = "{n}" } = list.dataset;
      if (region) region.textContent = announcement(waiting, announceOne, announceMany);
      waiting = [];
      timer = undefined;
    }, GATHER_MS);
  };
}

function remember(form: HTMLFormElement): void {
  const name = `filter:${form.dataset["remember"]}`;
  const choices = (): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>("select, input[type=radio], input[type=checkbox]")];
  form.addEventListener("change", () => {
    const named = new Set(choices().map((control) => control.name));
    const entries = [...new FormData(form)].filter(([key]) => named.has(key)).map(([key, value]) => [key, String(value)] as const);
    sessionStorage.setItem(name, packFilter(entries));
  });
  const kept = new URLSearchParams(sessionStorage.getItem(name) ?? "");
  if (location.search !== "" || kept.size === 0) return;
  for (const control of choices()) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.getAll(control.name).includes(control.value);
    else control.value = kept.get(control.name) ?? "";
  }
  form.requestSubmit();
}

export function startInbox(): void {
  const announce = announcer();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt } = (event as CustomEvent).detail as { elt: HTMLElement };
    if (elt.matches("[data-rows]") && document.hidden) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event as CustomEvent;
    const list = detail.target as HTMLElement;
    if (!list.matches("[data-rows]") || detail.requestConfig?.elt !== list || !detail.shouldSwap) return;
    detail.shouldSwap = false;
    const fresh = mergeRows(list, detail.serverResponse as string);
    for (const row of fresh) row.classList.add("is-new");
    announce(list, fresh);
    list.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  });
  document.addEventListener("click", (event) => {
    const more = (event.target as Element).closest("[data-more]");
    more?.closest<HTMLElement>("[data-rows]")?.setAttribute("data-extended", "");
  });
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-remember]")) remember(form);
}
