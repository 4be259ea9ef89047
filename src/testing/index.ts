export { type SpaceSuiteOptions, spaceSuite } from "./space-suite.ts";
export type { CreateStorage, StorageUnderTest } from "./storage-fixture.ts";
export { storageSuite } from "./storage-suite.ts";
export { type StrategySuiteOptions, strategySuite } from "./strategy-suite.ts";
export type { SuiteAssert, SuiteRunner, SuiteTest } from "./suite.ts";
