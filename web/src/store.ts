// What a telephone keeps for the turning code: a key that nothing can read out, and the certificates for it.

export interface Card {
  name: string;
  paper: string;
  certificate: string; // base64
  until: string; // the last day
}

export interface Kept {
  keys: CryptoKeyPair;
  cards: Card[];
  aheadMs: number; // how far this clock was ahead of the platform's when they last met
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("lachan-code", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const change = base.transaction("kept", mode);
      const asked = work(change.objectStore("kept"));
      change.oncomplete = () => resolve(asked.result);
      change.onabort = () => reject(change.error);
    });
  } finally {
    base.close();
  }
}

export const kept = (): Promise<Kept | undefined> => inStore("readonly", (store) => store.get("mine"));
export const keep = (what: Kept): Promise<unknown> => inStore("readwrite", (store) => store.put(what, "mine"));
export const forget = (): Promise<unknown> => inStore("readwrite", (store) => store.delete("mine"));
