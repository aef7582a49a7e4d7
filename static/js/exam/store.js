/**
 * What this browser keeps of an attempt, one record a position: `unsent` answers, those that came too `late`, and what
 * the server has `saved`. It outlives the tab and the browser. Where a browser keeps nothing, the page's memory must do.
 */

const NAME = "trainer-exam";
const KEYS = {
  unsent: ["attempt", "position"],
  late: ["attempt", "position", "revision"],
  saved: ["attempt", "position"],
};
const memory = new Map(Object.keys(KEYS).map((name) => [name, new Map()]));
let opening;

/** The database, or null where there is none to be had. */
function database() {
  opening ??= new Promise((done) => {
    if (!globalThis.indexedDB) return done(null);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) request.result.createObjectStore(name, { keyPath });
    };
    request.onerror = () => done(null);
    request.onsuccess = () => {
      const found = request.result;
      found.onclose = found.onversionchange = () => (opening = undefined);
      done(found);
    };
  });
  return opening;
}

/** Whether what is kept here outlives the page. */
export async function lasts() {
  return (await database()) !== null;
}

/** Do something in one transaction; it has happened when this resolves, and is on the disk when it was strict. */
async function within(name, mode, work, durability = "relaxed") {
  const found = await database();
  if (!found) return undefined;
  return new Promise((done, fail) => {
    const transaction = found.transaction(name, mode, { durability });
    const result = {};
    work(transaction.objectStore(name), result);
    transaction.oncomplete = () => done(result.value);
    transaction.onabort = transaction.onerror = () => fail(transaction.error ?? new Error("the store refused"));
  });
}

function keyOf(name, record) {
  return KEYS[name].map((part) => record[part]);
}

/** Every record of an attempt, in order. */
export async function all(name, attempt) {
  if (!(await lasts())) return [...memory.get(name).values()].filter((record) => record.attempt === attempt);
  const range = IDBKeyRange.bound([attempt], [attempt, []]);
  return within(name, "readonly", (store, result) => {
    store.getAll(range).onsuccess = (event) => (result.value = event.target.result);
  });
}

export async function get(name, ...key) {
  if (!(await lasts())) return memory.get(name).get(JSON.stringify(key));
  return within(name, "readonly", (store, result) => {
    store.get(key).onsuccess = (event) => (result.value = event.target.result);
  });
}

/** Read a record, change it and write it back as one step: `next(old)` gives the new record, or null to drop it. */
export async function change(name, key, next, durability) {
  if (!(await lasts())) return changeInMemory(name, key, next);
  const work = (store, result) => {
    store.get(key).onsuccess = (event) => {
      result.value = next(event.target.result);
      if (result.value) store.put(result.value);
      else store.delete(key);
    };
  };
  try {
    return await within(name, "readwrite", work, durability);
  } catch {
    opening = Promise.resolve(null); // a full or broken disk: from here the page's memory must do
    return changeInMemory(name, key, next);
  }
}

function changeInMemory(name, key, next) {
  const kept = memory.get(name);
  const value = next(kept.get(JSON.stringify(key)));
  if (value) kept.set(JSON.stringify(key), value);
  else kept.delete(JSON.stringify(key));
  return value;
}

export function put(name, record) {
  return change(name, keyOf(name, record), () => record);
}

/** Forget what is kept under a name: of one attempt, or of all. */
export async function forget(name, attempt) {
  if (!(await lasts())) return memory.get(name).clear();
  return within(name, "readwrite", (store) => {
    if (attempt) store.delete(IDBKeyRange.bound([attempt], [attempt, []]));
    else store.clear();
  });
}

/** How many records there are under a name, of all attempts. */
export async function count(name) {
  if (!(await lasts())) return memory.get(name).size;
  return within(name, "readonly", (store, result) => {
    store.count().onsuccess = (event) => (result.value = event.target.result);
  });
}
