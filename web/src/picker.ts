// A field that seeks while somebody types (ARIA combobox with a list box): arrows move, Enter takes, Escape closes.
import { step } from "./steps";

const OPTION = "[role=option]";

export function startPickers(): void {
  document.addEventListener("keydown", (event) => {
    const field = event.target as HTMLElement;
    if (field instanceof HTMLInputElement && field.role === "combobox") pressed(event, field);
  });
  document.addEventListener("pointerdown", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const option = at?.closest<HTMLElement>(`[data-picker] ${OPTION}`);
    if (option) {
      event.preventDefault(); // the field keeps the focus
      take(option);
    }
  });
  document.addEventListener("focusout", (event) => {
    const field = event.target as HTMLElement;
    if (field instanceof HTMLInputElement && field.role === "combobox") close(field);
  });
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLElement;
    if (!(field instanceof HTMLInputElement) || field.role !== "combobox") return;
    hidden(field).value = ""; // what was chosen is no longer what stands here
    if (field.value.trim() === "") close(field);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const list = event.target as HTMLElement;
    const field = list.closest("[data-picker]")?.querySelector<HTMLInputElement>("[role=combobox]");
    if (field && list.role === "listbox") open(field);
  });
}

function pressed(event: KeyboardEvent, field: HTMLInputElement): void {
  const options = choices(field);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") return close(field);
  if (list(field).hidden) return;
  const chosen = options[at];
  if (event.key === "Enter" && chosen) {
    event.preventDefault();
    return take(chosen);
  }
  const next = step(event.key, at, options.length);
  if (next === null) return;
  event.preventDefault();
  mark(field, next);
}

function take(option: HTMLElement): void {
  const field = option.closest("[data-picker]")?.querySelector<HTMLInputElement>("[role=combobox]");
  if (!field) return;
  field.value = option.dataset["text"] ?? "";
  hidden(field).value = option.dataset["value"] ?? "";
  hidden(field).dispatchEvent(new Event("change", { bubbles: true }));
  close(field);
}

function open(field: HTMLInputElement): void {
  if (document.activeElement !== field || field.value.trim() === "") return close(field);
  list(field).hidden = false;
  field.setAttribute("aria-expanded", "true");
  choices(field).forEach((option, index) => { option.id = `${list(field).id}_${index}`; });
  mark(field, -1);
  const box = field.closest<HTMLElement>("[data-picker]");
  const said = box?.querySelector("[data-picker-said]");
  const count = choices(field).length;
  if (said) said.textContent = count ? (box?.dataset["found"] ?? "").replace("{n}", String(count)) : (box?.dataset["none"] ?? "");
}

function close(field: HTMLInputElement): void {
  list(field).hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function mark(field: HTMLInputElement, at: number): void {
  choices(field).forEach((option, index) => {
    option.setAttribute("aria-selected", String(index === at));
    if (index === at) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  });
  if (at < 0) field.removeAttribute("aria-activedescendant");
}

function list(field: HTMLInputElement): HTMLElement {
  return document.getElementById(field.getAttribute("aria-controls") ?? "") as HTMLElement;
}

function choices(field: HTMLInputElement): HTMLElement[] {
  return [...list(field).querySelectorAll<HTMLElement>(OPTION)];
}

function hidden(field: HTMLInputElement): HTMLInputElement {
  return field.closest("[data-picker]")?.querySelector("input[type=hidden]") as HTMLInputElement;
}
