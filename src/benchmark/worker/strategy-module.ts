/** @file A strategy of one's own, from a module: how a comparison takes part of code that it does not know. */
import { pathToFileURL } from "node:url";
import { InputError, type Settings, shown } from "../../base/index.ts";
import type { StrategyFactory } from "../../strategy/index.ts";

/**
 * Imports a module whose default export is a `StrategyFactory`, or a function of settings that returns one. The module's
 * code runs: it is trusted as any program that is started.
 *
 * @param path  Absolute path of the module.
 * @throws {InputError} if it cannot be imported, exports nothing of the kind, or takes no settings and is given some.
 */
export async function importStrategy(path: string, settings?: Settings): Promise<StrategyFactory> {
  const wrong = (found: string, expected: string, cause?: unknown): InputError =>
    new InputError(`Cannot use strategy module ${path}: ${found}, expected ${expected}`, { cause });
  const module: { default?: unknown } = await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw wrong(cause instanceof Error ? cause.message : String(cause), "an ES module that can be imported", cause);
  });
  const exported = module.default;
  const makes = typeof exported === "function";
  if (!makes && Object.keys(settings ?? {}).length > 0) {
    throw wrong("it exports a strategy without settings", "no --set for it, or a function of settings as its export");
  }
  const factory: unknown = makes ? exported(settings ?? {}) : exported;
  if (isFactory(factory)) return factory;
  const found = makes ? `its function returned ${shown(factory)}` : `its default export is ${shown(factory)}`;
  throw wrong(found, "a StrategyFactory: { name, settings, needs, create, restore }");
}

function isFactory(value: unknown): value is StrategyFactory {
  const { name, needs, create, restore } = (value ?? {}) as Partial<StrategyFactory>;
  return (
    typeof name === "string" && Array.isArray(needs) && typeof create === "function" && typeof restore === "function"
  );
}
