// Says once, in a fixed place, that the server cannot be reached or has failed; takes it back when an answer arrives.

function show(state: "" | "offline" | "failed"): void {
  for (const notice of document.querySelectorAll<HTMLElement>("[data-connection]")) {
    notice.hidden = notice.dataset["connection"] !== state;
  }
}

export function startConnection(): void {
  addEventListener("offline", () => show("offline"));
  addEventListener("online", () => show(""));
  document.addEventListener("htmx:sendError", () => show("offline"));
  document.addEventListener("htmx:timeout", () => show("offline"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const status = ((event as CustomEvent).detail?.xhr as XMLHttpRequest | undefined)?.status ?? 0;
    if (status >= 500) show("failed");
    else if (status > 0) show("");
  });
}
