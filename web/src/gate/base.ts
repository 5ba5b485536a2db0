// What a gate keeps on its device: whose it is, what it trusts, and every scan until the platform has answered.

import type { Rules } from "./reader";

export type Direction = "in" | "out";

export interface Device {
  token: string;
  id: number;
  name: string;
  place: string;
  placeName: string;
  refused: boolean; // the platform says that this token opens nothing
  last: number; // the highest number the platform has from this device
  missing: number; // below it, what it has not
}

export interface KeptTrust {
  signers: Record<string, string>; // who may sign the next bundle
  keys: Record<string, string>;
  stolen: string[];
  revoked: BigUint64Array;
  asOf: string;
  rules: Rules;
  etag: string;
}

/** The last word with the platform: its clock and ours, in milliseconds. */
export interface Contact {
  server: number;
  device: number;
}

export interface Scan {
  seq: number;
  code: string; // empty once the platform has it
  direction: Direction;
  at: string;
  day: string;
  place: string;
  verdict: string;
  waiting?: 1; // sparse: the index holds what waits, and nothing else
  status?: string;
  answer?: string;
}

interface Keys {
  device: Device;
  trust: KeptTrust;
  contact: Contact;
  next: number;
  direction: Direction;
}

let opened: Promise<IDBDatabase> | undefined;

function base(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("lachan-gate", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      const scans = asked.result.createObjectStore("scans", { keyPath: "seq" });
      scans.createIndex("waiting", "waiting");
      scans.createIndex("day", "day");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opened = undefined);
      resolve(asked.result);
    };
    asked.onerror = () => {
      opened = undefined;
      reject(asked.error);
    };
  });
  return opened;
}

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** One transaction over both stores; done when it is on the disk, or not at all. */
async function within<T>(mode: IDBTransactionMode, work: (kept: IDBObjectStore, scans: IDBObjectStore) => Promise<T>): Promise<T> {
  const change = (await base()).transaction(["kept", "scans"], mode, { durability: "strict" });
  const done = new Promise<void>((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error);
  });
  done.catch(() => undefined); // told by the await below
  try {
    const result = await work(change.objectStore("kept"), change.objectStore("scans"));
    await done;
    return result;
  } catch (error) {
    await done.catch(() => undefined);
    throw error;
  }
}

export const get = <K extends keyof Keys>(key: K): Promise<Keys[K] | undefined> =>
  within("readonly", (kept) => asked(kept.get(key) as IDBRequest<Keys[K] | undefined>));

export const set = <K extends keyof Keys>(key: K, value: Keys[K]): Promise<unknown> =>
  within("readwrite", (kept) => asked(kept.put(value, key)));

/** Change what is kept under a key, if anything is: two tabs never overwrite each other's change. */
export const change = <K extends keyof Keys>(key: K, how: (value: Keys[K]) => Keys[K]): Promise<void> =>
  within("readwrite", async (kept) => {
    const value = (await asked(kept.get(key))) as Keys[K] | undefined;
    if (value !== undefined) await asked(kept.put(how(value), key));
  });

/** Numbers go on from here at least: what another telephone told under this token is not told again. */
export const startAfter = (last: number): Promise<void> =>
  within("readwrite", async (kept) => {
    const next = ((await asked(kept.get("next"))) as number | undefined) ?? 1;
    if (last >= next) await asked(kept.put(last + 1, "next"));
  });

/** Keep a scan under the next number of this device. Rejects where the device has no room. */
export const add = (scan: Omit<Scan, "seq">): Promise<number> =>
  within("readwrite", async (kept, scans) => {
    const seq = ((await asked(kept.get("next"))) as number | undefined) ?? 1;
    await asked(scans.add({ ...scan, seq }));
    await asked(kept.put(seq + 1, "next"));
    return seq;
  });

/** What waits to be sent for one place, the oldest first. */
export const waiting = (place: string, most: number): Promise<Scan[]> =>
  within("readonly", async (_, scans) => {
    const all = (await asked(scans.index("waiting").getAll(1, most * 4))) as Scan[];
    return all.filter((scan) => scan.place === place).slice(0, most);
  });

export interface Counts {
  today: number;
  waiting: number;
  review: number;
  holes: number;
}

/** What is shown of the queue; holes are numbers that were given and are nowhere any more. */
export const counts = (day: string): Promise<Counts> =>
  within("readonly", async (kept, scans) => {
    const next = ((await asked(kept.get("next"))) as number | undefined) ?? 1;
    const today = (await asked(scans.index("day").getAll(day))) as Scan[];
    const first = (await asked(scans.getAllKeys(null, 1)))[0] as number | undefined;
    const all = await asked(scans.count());
    return {
      today: today.length,
      waiting: await asked(scans.index("waiting").count()),
      review: today.filter((scan) => scan.status === "review" || scan.status === "refused").length,
      holes: first === undefined ? 0 : next - first - all,
    };
  });

export interface Answer {
  seq: number;
  status: string;
  code: string;
}

/** The platform has them: the code goes, the count stays. What it could not read stays, and is told. */
export const settle = (answers: Answer[]): Promise<void> =>
  within("readwrite", async (_, scans) => {
    for (const { seq, status, code } of answers) {
      const scan = (await asked(scans.get(seq))) as Scan | undefined;
      if (!scan?.waiting) continue;
      const { waiting: _waiting, ...rest } = scan;
      const keepsCode = code === "scan.malformed" || code === "scan.seq_reused";
      await asked(scans.put({ ...rest, status, answer: code, code: keepsCode ? scan.code : "" }));
    }
  });

/** Numbers that somebody else had told: the same scans under new ones. */
export const renumber = (seqs: number[]): Promise<void> =>
  within("readwrite", async (kept, scans) => {
    let next = ((await asked(kept.get("next"))) as number | undefined) ?? 1;
    for (const seq of seqs) {
      const scan = (await asked(scans.get(seq))) as Scan | undefined;
      if (!scan || scan.code === "") continue;
      const { status: _status, answer: _answer, ...rest } = scan;
      await asked(scans.put({ ...rest, seq: next++, waiting: 1 }));
      await asked(scans.put({ ...scan, code: "", day: "" }));
    }
    await asked(kept.put(next, "next"));
  });

/** From the front only, so that a hole is a hole: answered rows of other days, up to the first that is needed. */
export const tidy = (day: string): Promise<void> =>
  within("readwrite", async (_, scans) => {
    for (const scan of (await asked(scans.getAll(null, 2000))) as Scan[]) {
      if (scan.waiting || scan.day >= day || scan.code !== "") return;
      await asked(scans.delete(scan.seq));
    }
  });

/** Everything of this device goes; only where nothing waits. */
export const forget = (): Promise<boolean> =>
  within("readwrite", async (kept, scans) => {
    if (await asked(scans.index("waiting").count())) return false;
    await Promise.all([asked(kept.clear()), asked(scans.clear())]);
    return true;
  });
