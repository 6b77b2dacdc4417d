/** fake-indexeddb with a disk that runs full and connections that a browser drops, for the real Dexie store above it. */
import { forceCloseDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';

export class BreakableIndexedDb {
  readonly indexedDb: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };
  /** The next writing transaction loses its connection: before it is durable, or just after. */
  lose: 'before' | 'after' | undefined;
  isFull = false;
  /** The error with which every attempt to open fails from now on. */
  openError: DOMException | undefined;
  readonly #factory = new IDBFactory();

  constructor() {
    const factory = this.#factory;
    const open = (name: string, version?: number): IDBOpenDBRequest => {
      if (this.openError !== undefined) return failingRequest(this.openError);
      const request = version === undefined ? factory.open(name) : factory.open(name, version);
      request.addEventListener('success', () => this.#watch(request.result));
      return request;
    };
    this.indexedDb = {
      indexedDB: new Proxy(factory, {
        get: (target, property) => (property === 'open' ? open : Reflect.get(target, property, target)),
      }),
      IDBKeyRange,
    };
  }

  /** As another tab opens it, at IndexedDB's own version number. */
  otherTab(name: string, version: number): IDBOpenDBRequest {
    return this.#factory.open(name, version);
  }

  #watch(connection: IDBDatabase): void {
    const begin = connection.transaction.bind(connection);
    connection.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options);
      if (mode !== 'readwrite') return transaction;
      if (this.isFull) abortBeforeDurable(transaction, 'QuotaExceededError');
      else if (this.lose === 'before') abortBeforeDurable(transaction, null, () => this.#drop(connection));
      else if (this.lose === 'after') this.#hideCompletion(transaction, connection);
      return transaction;
    };
  }

  /** The disk has it, and the browser goes before it can say so. */
  #hideCompletion(transaction: IDBTransaction, connection: IDBDatabase): void {
    let said: ((event: Event) => void) | null = null;
    Object.defineProperty(transaction, 'oncomplete', {
      set: (listener: (event: Event) => void) => {
        said = listener;
      },
      get: () => said,
    });
    transaction.addEventListener('complete', () => {
      this.#drop(connection);
      transaction.onabort?.call(transaction, new Event('abort'));
    });
  }

  #drop(connection: IDBDatabase): void {
    this.lose = undefined;
    connection.close();
    Reflect.apply(forceCloseDatabase, undefined, [connection]);
  }
}

/** Lets every request of the transaction succeed, and aborts it where a disk would: when it is to become durable. */
function abortBeforeDurable(
  transaction: IDBTransaction,
  error: string | null,
  then: () => void = () => undefined,
): void {
  transaction.commit = () => abort();
  const objectStore = transaction.objectStore.bind(transaction);
  transaction.objectStore = (name) => {
    const store = objectStore(name);
    for (const method of ['put', 'add'] as const) {
      const write = store[method].bind(store);
      store[method] = (value, key) => {
        const request = key === undefined ? write(value) : write(value, key);
        request.addEventListener('success', () => queueMicrotask(abort));
        return request;
      };
    }
    return store;
  };

  function abort(): void {
    // fake-indexeddb's own way to abort with an error that is not the caller's.
    const give: unknown = Reflect.get(transaction, '_abort');
    if (typeof give !== 'function' || Reflect.get(transaction, '_state') === 'finished') return;
    Reflect.apply(give, transaction, [error]);
    then();
  }
}

function failingRequest(error: DOMException): IDBOpenDBRequest {
  const request = new IDBFactory().open('fails');
  for (const listener of ['onsuccess', 'onupgradeneeded']) Object.defineProperty(request, listener, { set() {} });
  Object.defineProperty(request, 'error', { get: () => error });
  request.addEventListener('success', () => {
    const event = new Event('error');
    Object.defineProperty(event, 'target', { value: request });
    request.onerror?.call(request, event);
  });
  return request;
}
