// One key for each button or link that names one (data-key): the same element that a finger or a screen reader uses.

/** Whether a key is meant for the page: nothing is being typed, no other key is held. */
export function isForPage(event: Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey" | "repeat">, typing: boolean): boolean {
  return !typing && !event.altKey && !event.ctrlKey && !event.metaKey && !event.repeat;
}

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement | null;
    const typing = target?.matches("input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select, [contenteditable]") ?? false;
    if (!isForPage(event, typing) || !/^[a-z]$/i.test(event.key)) return;
    document.querySelector<HTMLElement>(`:is(a, button)[data-key="${event.key.toLowerCase()}"]`)?.click();
  });
}
