/** @file A storage whose process dies at a chosen call. */
import type { Storage } from "../../src/storage/index.ts";

export class Crash extends Error {}

/**
 * Passes calls on to `inner` until the `at`-th (from 1), which dies before or after it took effect; nothing works
 * afterwards, as for a process that is gone.
 */
export function crashingStorage(inner: Storage, at: number, when: "before" | "after"): Storage {
  let calls = 0;
  return new Proxy(inner, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as unknown;
      if (typeof method !== "function") return method;
      return async (...args: unknown[]): Promise<unknown> => {
        calls++;
        if (calls > at || (calls === at && when === "before")) throw new Crash(`dead at call ${at}`);
        const result: unknown = await method.apply(target, args);
        if (calls >= at) throw new Crash(`dead at call ${at}`);
        return result;
      };
    },
  });
}
