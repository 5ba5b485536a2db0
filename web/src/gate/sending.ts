// The way to the platform: bundles come, scans go, in batches that may be cut and sent again.

import { type Answer, type Device, type KeptTrust, type Scan, change, get, renumber, set, settle, startAfter, waiting } from "./base";
import { taken } from "./bundle";

const BATCH = 500;
const BATCH_CHARACTERS = 500_000; // the platform takes 2 MiB
const ANSWER_MS = 30_000;
const SIGNED_AGAIN_MS = 6 * 3_600_000; // an unchanged list is asked for in full, so that its age is signed too
const SEND = "lachan-gate-send";

export type Outcome = "done" | "more" | "refused" | "offline" | "unsigned" | "nothing";

export interface Ways {
  bundle: string;
  scans: string;
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

/** Fetch what is new of keys and cards taken back; a token that is new is kept only if the platform knows it. */
export async function refresh(ways: Ways, token: string): Promise<Outcome> {
  const device = await get("device");
  const isSame = device?.token === token;
  const known = isSame ? await get("trust") : undefined; // whoever pairs anew trusts anew
  const isFresh = isSame && known !== undefined && Date.now() - Date.parse(known.asOf) < SIGNED_AGAIN_MS;
  const began = Date.now();
  try {
    const answer = await fetch(known ? `${ways.bundle}?since=${encodeURIComponent(known.asOf)}` : ways.bundle, {
      headers: { ...bearer(token), ...(isFresh ? { "If-None-Match": known.etag } : {}) },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.status === 401) {
      if (isSame) await change("device", (kept) => ({ ...kept, refused: true }));
      return "refused";
    }
    if (answer.status === 304) {
      await met(Date.parse(answer.headers.get("Date") ?? "") + 500, began, 1500);
      return "done";
    }
    if (!answer.ok) return "offline";
    const etag = answer.headers.get("ETag") ?? "";
    return await learned({ ...((await answer.json()) as Told), etag, token, began, known });
  } catch {
    return "offline";
  }
}

interface Told {
  bundle: string;
  signatures: Record<string, string>;
  device: { id: number; name: string; place: string; place_name: string; last: number; missing: number };
  now: number;
}

interface Heard extends Told {
  etag: string;
  token: string;
  began: number;
  known: KeptTrust | undefined;
}

async function learned({ known, token, etag, began, ...told }: Heard): Promise<Outcome> {
  const trust = await taken(told.bundle, told.signatures, known);
  await met(told.now, began, 0);
  if (!trust) return "unsigned";
  await set("trust", { ...trust, etag });
  const { id, name, place, place_name: placeName, last, missing } = told.device;
  await startAfter(last);
  await set("device", { token, id, name, place, placeName, last, missing, refused: false });
  return "done";
}

/** Both clocks at one moment; one that was told in whole seconds moves nothing that is nearer. */
async function met(server: number, began: number, within: number): Promise<void> {
  if (Number.isNaN(server)) return;
  const now = Date.now();
  const device = (began + now) / 2;
  const before = await get("contact");
  const off = before && Math.abs(before.device - before.server - (device - server)) <= within ? before.device - before.server : device - server;
  await set("contact", { server: now - off, device: now });
}

/** Send one batch, one tab at a time where the browser can tell. A greeting tells the clock even if nothing waits. */
export async function send(ways: Ways, device: Device, isGreeting: boolean): Promise<Outcome> {
  const work = (): Promise<Outcome> => sendOne(ways, device, isGreeting);
  if (!navigator.locks) return work();
  return navigator.locks.request(SEND, { ifAvailable: true }, (lock) => (lock ? work() : "nothing")) as Promise<Outcome>;
}

function batchOf(scans: Scan[]): Scan[] {
  let characters = 0;
  return scans.filter((scan, at) => (characters += scan.code.length + 100) <= BATCH_CHARACTERS || at === 0);
}

let most = BATCH; // fewer, where the platform could not read a batch as a whole

async function sendOne(ways: Ways, device: Device, isGreeting: boolean): Promise<Outcome> {
  const batch = batchOf(await waiting(device.place, most));
  if (batch.length === 0 && !isGreeting) return "nothing";
  const scans = batch.map(({ seq, code, direction, at }) => ({ seq, code, direction, at }));
  let answer: Response;
  try {
    answer = await fetch(ways.scans, {
      method: "POST",
      headers: { ...bearer(device.token), "Content-Type": "application/json" },
      credentials: "omit",
      body: JSON.stringify({ device_now: new Date().toISOString(), scans }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok || answer.status === 422) {
      await settled(((await answer.json()) as { results: Answer[] }).results, ways, device);
      most = BATCH;
      return "more";
    }
  } catch {
    return "offline";
  }
  if (answer.status === 401) {
    await change("device", (kept) => (kept.token === device.token ? { ...kept, refused: true } : kept));
    return "refused";
  }
  if (answer.status !== 400 && answer.status !== 413) return "offline";
  return halved(batch);
}

/** Nothing of the batch was stored: fewer at a time, until the one that cannot be read stands alone. */
async function halved(batch: Scan[]): Promise<Outcome> {
  most = Math.max(1, Math.floor(batch.length / 2));
  const [one] = batch;
  if (batch.length === 1 && one) await settle([{ seq: one.seq, status: "refused", code: "scan.malformed" }]);
  return "more";
}

async function settled(results: Answer[], ways: Ways, device: Device): Promise<void> {
  await settle(results.filter(({ seq }) => Number.isInteger(seq)));
  const reused = results.filter(({ code }) => code === "scan.seq_reused").map(({ seq }) => seq);
  if (reused.length === 0) return;
  await refresh(ways, device.token); // numbers go on behind the highest that the platform has
  await renumber(reused);
}
