/** @file Reads genomes from outside. */
import { SpaceError, shown } from "../../base/index.ts";
import {
  type ConnectionGene,
  fixedNodes,
  type NeatGenome,
  type NodeGene,
  type Ports,
  topologicalOrder,
  WEIGHT_LIMIT,
} from "./genome.ts";

type Fields = Readonly<Record<string, unknown>>;

/** @throws {SpaceError} naming the gene that is wrong. */
export function parseGenome(space: string, ports: Ports, value: unknown): NeatGenome {
  const check: Check = (isFine, field, found, expected) => {
    if (isFine) return;
    throw new SpaceError(`Cannot read an architecture of ${space}: ${field} is ${shown(found)}, expected ${expected}`);
  };
  const genome = fieldsOf(check, "it", value, ["nodes", "connections"]);
  const nodes = parseNodes(check, ports, genome.nodes);
  const connections = parseConnections(check, nodes, genome.connections);
  const ids = nodes.map(({ id }) => id);
  if (topologicalOrder(ids, connections) !== undefined) return { nodes, connections };
  throw new SpaceError(
    `Cannot read an architecture of ${space}: its connections form a cycle, expected all to run forwards`,
  );
}

type Check = (isFine: boolean, field: string, found: unknown, expected: string) => void;

function parseNodes(check: Check, ports: Ports, value: unknown): NodeGene[] {
  check(Array.isArray(value), "nodes", value, "a list");
  const fixed = fixedNodes(ports);
  let before = -1;
  const nodes = (value as unknown[]).map((item, i) => {
    const field = `nodes[${i}]`;
    const { id, kind } = fieldsOf(check, field, item, ["id", "kind"]);
    const known = fixed[i] ?? { id, kind: "hidden" };
    check(kind === known.kind, `${field}.kind`, kind, JSON.stringify(known.kind));
    check(Number.isSafeInteger(id) && (id as number) > before, `${field}.id`, id, "an integer above those before");
    check(id === known.id, `${field}.id`, id, String(known.id));
    before = id as number;
    return { id, kind } as NodeGene;
  });
  check(nodes.length >= fixed.length, "nodes", nodes, `at least the ${fixed.length} inputs, bias and outputs`);
  return nodes;
}

function parseConnections(check: Check, nodes: readonly NodeGene[], value: unknown): ConnectionGene[] {
  check(Array.isArray(value), "connections", value, "a list");
  const kinds = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const joined = new Set<string>();
  let before = -1;
  return (value as unknown[]).map((item, i) => {
    const at = `connections[${i}]`;
    const gene = fieldsOf(check, at, item, ["innovation", "from", "to", "weight", "enabled"]);
    const { innovation, from, to, weight, enabled } = gene as unknown as ConnectionGene;
    const isNew = Number.isSafeInteger(innovation) && innovation > before;
    check(isNew, `${at}.innovation`, innovation, "an integer above those before");
    const [source, target] = [kinds.get(from), kinds.get(to)];
    check(source !== undefined && source !== "output", `${at}.from`, from, "an input, the bias or a hidden node");
    check(target === "hidden" || target === "output", `${at}.to`, to, "a hidden node or an output");
    check(!joined.has(`${from} ${to}`), at, gene, "another pair of nodes than those before");
    const isWeight = typeof weight === "number" && Math.abs(weight) <= WEIGHT_LIMIT;
    check(isWeight, `${at}.weight`, weight, `a number of at most ${WEIGHT_LIMIT} either way`);
    check(typeof enabled === "boolean", `${at}.enabled`, enabled, "true or false");
    before = innovation;
    joined.add(`${from} ${to}`);
    // A negative zero would be another number after it was stored.
    return { innovation, from, to, weight: weight + 0, enabled };
  });
}

function fieldsOf(check: Check, field: string, value: unknown, names: readonly string[]): Fields {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  check(isObject, field, value, `an object with ${names.join(", ")}`);
  const fields = value as Fields;
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  check(unknown === undefined, `${field}.${unknown}`, fields[unknown ?? ""], `nothing beside ${names.join(", ")}`);
  for (const name of names) check(fields[name] !== undefined, `${field}.${name}`, undefined, "a value");
  return fields;
}
