// Keeps the page of the turning code, so that it opens without a network. Nothing else is kept.
const worker = self as unknown as {
  KEPT: string[];
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: string, react: (event: WorkerEvent) => void): void;
};
interface WorkerEvent {
  request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}
const NAME = `code ${worker.KEPT.join(" ")}`;
const PATIENCE_MS = 3000;

worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(worker.KEPT)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => worker.clients.claim()));
});

/** From the network while it answers; the page as it was kept where it does not. */
async function answer(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const found = await caches.match(request, { cacheName: NAME, ignoreSearch: true, ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

worker.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === "GET" && worker.KEPT.includes(path)) event.respondWith(answer(event.request));
});
