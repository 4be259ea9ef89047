export type { ArchKey, Capability, Crossable, Encodable, LabelledDag, Mutable, SearchSpace, Space } from "./space.ts";
