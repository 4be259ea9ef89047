export type { Attribute, Attributes, Graph, Node, ValueName } from "./graph.ts";
export type { DropoutMask, Initializer, Network, Normalization, Parameter } from "./network.ts";
