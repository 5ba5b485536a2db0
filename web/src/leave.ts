// Signed out on a telephone that is a gate's scanner too: the codes go, the scans stay (ADR 0031).

export function startLeave(): void {
  if (location.search !== "?left") return;
  indexedDB.deleteDatabase("lachan-code");
  sessionStorage.clear();
  void navigator.serviceWorker?.getRegistration("/me/").then((worker) => worker?.unregister());
  void window.caches?.keys().then((names) => names.filter((name) => name.startsWith("code ")).map((name) => caches.delete(name)));
}
