// Keeps the pages of a room and their files, so that they open without a network. Nothing else is kept.
const worker = self as unknown as {
  ROOM: string;
  PAGES: string[];
  KEPT: string[];
  LATER: string[]; // kept from the first time on
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: string, react: (event: WorkerEvent) => void): void;
};

interface WorkerEvent {
  request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

const NAME = `${worker.ROOM} ${[...worker.KEPT, ...worker.LATER].join(" ")}`;
const PATIENCE_MS = 3000;

worker.addEventListener("install", (event) => {
  const all = [...worker.PAGES, ...worker.KEPT];
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(all)).then(() => worker.skipWaiting()));
});

// The caches belong to all rooms of the origin: only what this room left behind goes.
worker.addEventListener("activate", (event) => {
  const isOld = (name: string): boolean => name.startsWith(`${worker.ROOM} `) && name !== NAME;
  const old = caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => worker.clients.claim()));
});

/** From the network while it answers; as it was kept where it does not. A page that came is the one to keep. */
async function page(request: Request, keep: (work: Promise<unknown>) => void): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const copy = answer.clone();
    if (answer.ok && !answer.redirected) keep(caches.open(NAME).then((cache) => cache.put(new URL(request.url).pathname, copy)).catch(() => undefined));
    return answer;
  } catch (error) {
    const found = await caches.match(request, { cacheName: NAME, ignoreSearch: true, ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

/** Files carry their version in their name: what is kept is right. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone()).catch(() => undefined);
  return answer;
}

worker.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET") return;
  if (worker.PAGES.includes(path)) event.respondWith(page(event.request, (work) => event.waitUntil(work)));
  else if (worker.KEPT.includes(path) || worker.LATER.includes(path)) event.respondWith(file(event.request));
});
